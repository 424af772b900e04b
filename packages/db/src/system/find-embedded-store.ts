import type { SystemDoor } from "../database.ts";

/** A store by its id alone, for the page that stands in its Magento's admin, where no session of ours reaches. */
export async function findEmbeddedStore(
  door: SystemDoor,
  input: { storeId: string },
): Promise<{ tenantId: string; baseUrl: string; status: string; lastEventAt: Date | null } | null> {
  const { rows } = await door.query<{
    tenant_id: string;
    base_url: string;
    status: string;
    last_event_at: Date | null;
  }>("SELECT tenant_id, base_url, status, last_event_at FROM store WHERE id = $1", [input.storeId]);
  const row = rows[0];
  return row
    ? { tenantId: row.tenant_id, baseUrl: row.base_url, status: row.status, lastEventAt: row.last_event_at }
    : null;
}
