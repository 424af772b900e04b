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
     SELECT tenant_id, 'user', $1, $2, id::text, $4::jsonb || jsonb_strip_nulls(jsonb_build_object('number', increment_id)) FROM document WHERE id = $3::uuid`,
    [actor.userId, action, documentId, JSON.stringify(detail)],
  );
  await client.query(`SELECT pg_notify('${WORK_CHANNEL}', '')`);
}
