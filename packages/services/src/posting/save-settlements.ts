import type { Settlement } from "@counterfoil/core/settle";
import type { TenantClient } from "@counterfoil/db/database";
import { releaseWaiting } from "./release-waiting.ts";

type Change = { id: string; settlement: Settlement };
/** What the postings were when it was asked what became of them. */
type From = "sending" | "unconfirmed" | "held";

/** Writes down what a call made of its postings, each guarded by the state it was sent in; a whole batch in a few statements. */
export async function saveSettlements(
  client: TenantClient,
  changes: readonly Change[],
  from: From = "sending",
): Promise<void> {
  const posted = changes.flatMap(({ id, settlement }) =>
    settlement.to === "posted" ? [{ id, ...settlement }] : [],
  );
  if (posted.length > 0) await savePosted(client, posted, from);
  for (const change of changes) if (change.settlement.to !== "posted") await saveOther(client, change, from);
}

async function savePosted(
  client: TenantClient,
  posted: readonly ({ id: string } & Extract<Settlement, { to: "posted" }>)[],
  from: From,
): Promise<void> {
  const { rows } = await client.query<{ id: string }>(
    `UPDATE posting p SET state = 'posted', reason = NULL, reason_params = '{}', xero_id = t."xeroId", xero_number = t.number,
            xero_status = t.status, xero_total = t.total, sent_hash = p.draft_hash, posted_at = now(), updated_at = now()
     FROM jsonb_to_recordset($1) AS t (id uuid, "xeroId" uuid, number text, status text, total numeric)
     WHERE p.id = t.id AND p.state = '${from}' RETURNING p.id`,
    [JSON.stringify(posted)],
  );
  const ids = rows.map((row) => row.id);
  await client.query(
    `INSERT INTO xref (environment, xero_tenant_id, store_id, kind, magento_key, tenant_id, posting_id, xero_id, xero_number)
     SELECT environment, xero_tenant_id, store_id, kind, magento_key, tenant_id, id, xero_id, xero_number FROM posting WHERE id = ANY ($1)
     ON CONFLICT (environment, xero_tenant_id, store_id, kind, magento_key)
       DO UPDATE SET xero_id = excluded.xero_id, xero_number = excluded.xero_number, posting_id = excluded.posting_id`,
    [ids],
  );
  await releaseWaiting(client, { parentIds: ids });
}

async function saveOther(client: TenantClient, { id, settlement }: Change, from: From): Promise<void> {
  switch (settlement.to) {
    case "posted":
    case "as_it_is":
      return;
    case "planned":
      await client.query(
        `UPDATE posting SET state = 'planned', reason = NULL, reason_params = '{}', refusals = refusals || $2::text[], batch_max = coalesce($3, batch_max),
                draft = CASE WHEN $4::text IS NULL THEN draft ELSE jsonb_set(draft, '{amount}', to_jsonb($4::text)) END,
                planned_total = coalesce($4::numeric, planned_total), next_run_at = now(), updated_at = now() WHERE id = $1 AND state = '${from}'`,
        [
          id,
          settlement.refusal ? [settlement.refusal] : [],
          settlement.batchMax ?? null,
          settlement.amount ?? null,
        ],
      );
      if (settlement.refusesTaxAmounts) await noteRefusedTaxAmounts(client, id);
      return;
    case "unconfirmed":
      // Frozen: nothing plans or sends it again until it is known whether the call took effect.
      await client.query(
        `UPDATE posting SET state = 'unconfirmed', reason = 'unconfirmed', refused_as = $2, next_run_at = now(), updated_at = now(),
                reason_params = jsonb_strip_nulls(jsonb_build_object(
                  'number', CASE kind WHEN 'contact' THEN draft->>'name' ELSE number END, 'refusedAs', $2::text, 'messages', $3::text))
         WHERE id = $1 AND state = '${from}'`,
        [id, settlement.refusedAs ?? null, settlement.messages ?? null],
      );
      return;
    case "reversing":
      await client.query(
        `UPDATE posting SET state = 'reversing', reversal = CASE kind WHEN 'payment' THEN 'remove' WHEN 'refund' THEN 'remove' ELSE 'rename' END, xero_id = $2, xero_status = $3, xero_total = $4, reason = 'reversing',
                reason_params = $5, next_run_at = now(), updated_at = now() WHERE id = $1 AND state = '${from}'`,
        [id, settlement.xeroId, settlement.status, settlement.total, JSON.stringify(settlement.params)],
      );
      return;
    case "renamed":
      await client.query(
        `UPDATE posting SET reversal = 'remove', reason_params = reason_params || $2, next_run_at = now()
         WHERE id = $1 AND state = 'reversing'`,
        [id, JSON.stringify(settlement.params)],
      );
      return;
    case "reversed":
      // Taken out, it is as if it had never been sent; refused, its id stays, and nothing is sent beside it.
      await client.query(
        `UPDATE posting SET state = 'held', reversal = NULL, reason = 'xero_total_differs', reason_params = reason_params || $2,
                xero_id = CASE WHEN $3 THEN xero_id END, updated_at = now() WHERE id = $1 AND state = 'reversing'`,
        [id, JSON.stringify(settlement.params), settlement.stillStands],
      );
      return;
    case "held":
    case "failed":
      await client.query(
        `UPDATE posting SET state = $2, reason = $3, reason_params = $4, updated_at = now() WHERE id = $1 AND state = '${from}'`,
        [id, settlement.to, settlement.reason, JSON.stringify(settlement.params)],
      );
      return;
    default:
      return settlement satisfies never;
  }
}

/** Known of the organisation from now on, as if its lists said so: every draft that was not sent is planned anew. */
async function noteRefusedTaxAmounts(client: TenantClient, postingId: string): Promise<void> {
  await client.query(
    `UPDATE organisation o SET refuses_tax_amounts = true, reference_version = o.reference_version + 1
     FROM posting p JOIN binding b ON b.id = p.binding_id
     WHERE p.id = $1 AND o.id = b.organisation_id AND NOT o.refuses_tax_amounts`,
    [postingId],
  );
}
