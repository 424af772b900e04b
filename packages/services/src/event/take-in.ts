import type { TenantClient } from "@counterfoil/db/database";
import type { EventName } from "./event-names.ts";
import { noteIds } from "./note-ids.ts";
import { scrubText } from "./scrub-text.ts";

/** A document that Magento has and never announced. */
export type Found = {
  name: Extract<EventName, "invoice.created" | "invoice.paid" | "creditmemo.created">;
  magentoId: number;
  websiteId: number;
  storeViewId: number;
  incrementId: string;
  occurredAt: Date;
};

/**
 * What we found by asking becomes an event, as if the store had published it, and routing takes it from there. An event that
 * the store has published after all is not written twice. `unannouncedAt`: when the newest of them was raised.
 */
export async function takeIn(
  client: TenantClient,
  storeId: string,
  input: { found: readonly Found[]; unannouncedAt: Date },
): Promise<void> {
  const { unannouncedAt } = input;
  const found = input.found.map((each) => ({
    ...each,
    websiteId: asColumn(each.websiteId),
    storeViewId: asColumn(each.storeViewId),
    incrementId: scrubText(each.incrementId),
  }));
  await client.query(
    `INSERT INTO event (tenant_id, store_id, name, magento_entity_id, website_id, magento_store_id, occurred_at, payload, is_found, next_run_at, accepted_at)
     SELECT current_setting('app.tenant_id')::uuid, $1, t.name, t."magentoId", t."websiteId", t."storeViewId", t."occurredAt",
            jsonb_build_object('increment_id', t."incrementId"), true, now(), now()
     FROM jsonb_to_recordset($2)
       AS t (name text, "magentoId" bigint, "websiteId" int, "storeViewId" int, "occurredAt" timestamptz, "incrementId" text)
     WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.store_id = $1 AND e.name = t.name AND e.magento_entity_id = t."magentoId")`,
    [storeId, JSON.stringify(found)],
  );
  await noteIds(
    client,
    storeId,
    found.map(({ name, magentoId }) => ({
      kind: name === "creditmemo.created" ? "creditmemo" : "invoice",
      magentoId,
    })),
  );
  await client.query("UPDATE store SET unannounced_at = greatest(unannounced_at, $2) WHERE id = $1", [
    storeId,
    unannouncedAt,
  ]);
}

/** What a column cannot hold is unknown: the document itself is refused with its reason when it is prepared. */
function asColumn(id: number): number {
  return Number.isInteger(id) && Math.abs(id) < 2 ** 31 ? id : 0;
}
