import type { AllocationDraft, PaymentDraft, RefundDraft } from "@counterfoil/core/draft";
import { markOf } from "@counterfoil/core/identity";
import type { ReasonCode, ReasonParams } from "@counterfoil/core/reasons";
import type { TenantClient } from "@counterfoil/db/database";
import { releaseWaiting } from "./release-waiting.ts";

export type MoneyKind = "payment" | "refund" | "allocation";

/** What a payment or settlement becomes. With a draft it waits for its parents, which may be there already. */
export type MoneyPosting = {
  /** Of the row that is there already, whatever its kind was; null makes one. */
  postingId: string | null;
  kind: MoneyKind;
  documentId: string;
  bindingId: string;
  environment: "production" | "sandbox";
  xeroTenantId: string;
  storeId: string;
  magentoKey: string;
  parentIds: string[];
  policyVersion: number;
  referenceVersion: number;
} & (
  | { draft: PaymentDraft | RefundDraft | AllocationDraft }
  | { draft: null; state: "waiting" | "held" | "skipped"; reason: ReasonCode; params: ReasonParams }
);

/** Why a row is left as somebody decided it, unless it is asked for again. */
const DECIDED = ["already_paid_in_xero", "left_out_by_you", "voided_in_xero", "changed_in_xero"];

/**
 * Saves payments and settlements with what they depend on, all in a few statements. What was sent, or decided on what Xero
 * said, stays as it is.
 */
export async function saveMoneyPostings(
  client: TenantClient,
  postings: readonly MoneyPosting[],
): Promise<void> {
  if (postings.length === 0) return;
  const rows = postings.map(toRow);
  const changed = await client.query<{ id: string; documentId: string }>(
    `UPDATE posting p SET kind = t.kind, mark = t.mark, binding_id = t.binding_id, document_id = t.document_id, ${VALUES}
     FROM jsonb_to_recordset($1) AS t (${COLUMNS})
     WHERE p.id = t.posting_id AND p.state IN ('queued', 'planned', 'waiting', 'held', 'skipped', 'failed') AND p.xero_id IS NULL
       AND NOT (p.state IN ('held', 'skipped') AND p.reason = ANY ($2))
     RETURNING p.id, p.document_id AS "documentId"`,
    [JSON.stringify(rows.filter((row) => row.posting_id !== null)), DECIDED],
  );
  const made = await client.query<{ id: string; documentId: string }>(
    `INSERT INTO posting (tenant_id, environment, xero_tenant_id, store_id, kind, magento_key, mark, binding_id, document_id, state, reason,
                          reason_params, draft, number, currency, planned_total, policy_version, reference_version, is_backfill)
     SELECT current_setting('app.tenant_id')::uuid, t.environment, t.xero_tenant_id, t.store_id, t.kind, t.magento_key, t.mark, t.binding_id,
            t.document_id, t.state, t.reason, t.params, t.draft, t.number, t.currency, t.total, t.policy_version, t.reference_version, ${IS_BACKFILL}
     FROM jsonb_to_recordset($1) AS t (${COLUMNS})
     ON CONFLICT DO NOTHING RETURNING id, document_id AS "documentId"`,
    [JSON.stringify(rows.filter((row) => row.posting_id === null))],
  );
  const saved = [...changed.rows, ...made.rows];
  const parents = new Map(postings.map(({ documentId, parentIds }) => [documentId, parentIds]));
  const pairs = saved.flatMap(({ id, documentId }) =>
    (parents.get(documentId) ?? []).map((parentId) => ({ posting_id: id, parent_id: parentId })),
  );
  const ids = saved.map(({ id }) => id);
  await client.query(
    `WITH wanted AS (SELECT * FROM jsonb_to_recordset($2) AS t (posting_id uuid, parent_id uuid)), gone AS (
       DELETE FROM posting_dependency d WHERE d.posting_id = ANY ($1)
         AND NOT EXISTS (SELECT 1 FROM wanted w WHERE w.posting_id = d.posting_id AND w.parent_id = d.parent_id)
     )
     INSERT INTO posting_dependency (tenant_id, posting_id, parent_id)
     SELECT current_setting('app.tenant_id')::uuid, posting_id, parent_id FROM wanted ON CONFLICT DO NOTHING`,
    [ids, JSON.stringify(pairs)],
  );
  await releaseWaiting(client, { postingIds: ids });
}

const COLUMNS = `posting_id uuid, environment text, xero_tenant_id uuid, store_id uuid, kind text, magento_key text, mark text, binding_id uuid,
  document_id uuid, state text, reason text, params jsonb, draft jsonb, number text, currency text, total numeric, policy_version int,
  reference_version int`;

const IS_BACKFILL = "(SELECT d.is_backfill FROM document d WHERE d.id = t.document_id)";

const VALUES = `state = t.state, reason = t.reason, reason_params = t.params, draft = t.draft, number = t.number, currency = t.currency,
  planned_total = t.total, policy_version = t.policy_version, reference_version = t.reference_version, is_backfill = ${IS_BACKFILL},
  batch_max = 50, next_run_at = now(), updated_at = now()`;

function toRow(posting: MoneyPosting) {
  const { kind, environment, xeroTenantId, storeId, magentoKey, draft } = posting;
  return {
    posting_id: posting.postingId,
    environment,
    xero_tenant_id: xeroTenantId,
    store_id: storeId,
    kind,
    magento_key: magentoKey,
    mark: moneyMark(posting),
    binding_id: posting.bindingId,
    document_id: posting.documentId,
    policy_version: posting.policyVersion,
    reference_version: posting.referenceVersion,
    draft,
    number: draft && draft.kind !== "allocation" ? draft.reference : null,
    currency: draft?.currencyCode ?? null,
    total: draft?.amount ?? null,
    ...(draft
      ? { state: "waiting", reason: FIRST_WAIT[draft.kind], params: {} }
      : { state: posting.state, reason: posting.reason, params: posting.params }),
  };
}

/** Said until its parents have been looked at, in the same transaction. */
const FIRST_WAIT = {
  payment: "waiting_for_invoice",
  refund: "waiting_for_payment",
  allocation: "waiting_for_invoice",
} as const;

export function moneyMark(
  posting: Pick<MoneyPosting, "kind" | "environment" | "xeroTenantId" | "storeId" | "magentoKey">,
): string {
  const { kind, environment, xeroTenantId, storeId, magentoKey } = posting;
  return markOf({ kind, environment, xeroTenantId, storeId, magentoKey });
}
