import type { TenantClient } from "@counterfoil/db/database";
import { WORK_CHANNEL } from "@counterfoil/db/work-channel";
import type { Actor } from "../context.ts";

/** Who decided what of a document; and whoever plans is told. */
export async function noteDecision(
  client: TenantClient,
  input: { actor: Actor; documentId: string; action: string; detail?: Record<string, string | null> },
): Promise<void> {
  const { actor, documentId, action, detail = {} } = input;
  await client.query(
    `INSERT INTO audit (tenant_id, actor_kind, actor_id, action, subject, detail)
     VALUES (current_setting('app.tenant_id')::uuid, 'user', $1, $2, $3, $4)`,
    [actor.userId, action, documentId, JSON.stringify(detail)],
  );
  await client.query(`SELECT pg_notify('${WORK_CHANNEL}', '')`);
}
