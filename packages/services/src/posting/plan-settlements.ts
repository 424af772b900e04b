import { type NoteInvoice, planSettlement } from "@counterfoil/core/plan/settlement";
import type { PostingState } from "@counterfoil/core/posting";
import type { ReasonCode, ReasonParams } from "@counterfoil/core/reasons";
import type { TenantClient } from "@counterfoil/db/database";
import type { BindingPlan } from "./load-binding-plans.ts";
import { loadBindingPlans } from "./load-binding-plans.ts";
import { type MoneyKind, type MoneyPosting, moneyMark, saveMoneyPostings } from "./save-money-postings.ts";

type Row = {
  documentId: string;
  bindingId: string;
  environment: "production" | "sandbox";
  xeroTenantId: string;
  storeId: string;
  magentoKey: string;
  parentId: string | null;
  parentNumber: string | null;
  noteId: string;
  noteState: PostingState;
  noteReason: ReasonCode | null;
  noteParams: ReasonParams;
  number: string;
  date: string | null;
  currencyCode: string;
  total: string;
  postingId: string | null;
  postingState: PostingState | null;
  invoiceId: string | null;
  invoiceState: PostingState | null;
  invoiceTotal: string | null;
  /** When the invoice was raised, as Magento says. */
  raisedAt: string | null;
  pairedAt: Date;
  isPaid: boolean;
  method: string | null;
  paymentId: string | null;
  paymentState: PostingState | null;
  paymentReason: string | null;
  paymentParams: ReasonParams | null;
  accountId: string | null;
  isOnFirstOpenDay: boolean;
};

/**
 * Plans how credit notes are settled: of these documents, of those that refund invoices among these documents, and of the other
 * notes of the same invoices, whose share may have changed. Answers the documents it looked at.
 */
export async function planSettlements(
  client: TenantClient,
  input: { documentIds: readonly string[]; plans: ReadonlyMap<string, BindingPlan> },
): Promise<string[]> {
  if (input.documentIds.length === 0) return [];
  const notes = await client.query<{ id: string }>(NOTES, [input.documentIds]);
  if (notes.rows.length === 0) return [];
  const { rows } = await client.query<Row>(FACTS, [notes.rows.map(({ id }) => id)]);
  const missing = rows.map((row) => row.bindingId).filter((id) => !input.plans.has(id));
  const plans = new Map([
    ...input.plans,
    ...(missing.length > 0 ? await loadBindingPlans(client, [...new Set(missing)]) : []),
  ]);
  const postings = rows.flatMap((row) => {
    const binding = plans.get(row.bindingId);
    const others = rows.filter((each) => each !== row && isOfOneInvoice(each, row));
    return binding ? (planned(row, { binding, others }) ?? []) : [];
  });
  await saveMoneyPostings(client, postings);
  return rows.map((row) => row.documentId);
}

/** Most documents have none, and the question about those that have is a long one. */
const NOTES = `
  WITH named AS (
    SELECT environment, xero_tenant_id, store_id, parent_magento_id AS invoice FROM document
    WHERE id = ANY ($1) AND kind = 'creditmemo' AND parent_magento_id IS NOT NULL
    UNION SELECT environment, xero_tenant_id, store_id, magento_id FROM document WHERE id = ANY ($1) AND kind = 'invoice'
  )
  SELECT d.id FROM named n JOIN document d ON d.store_id = n.store_id AND d.parent_magento_id = n.invoice
    AND d.environment = n.environment AND d.xero_tenant_id = n.xero_tenant_id AND d.kind = 'creditmemo'
  UNION SELECT id FROM document WHERE id = ANY ($1) AND kind = 'creditmemo'`;

const FACTS = `
  SELECT d.id AS "documentId", d.binding_id AS "bindingId", d.environment, d.xero_tenant_id AS "xeroTenantId", d.store_id AS "storeId",
         d.magento_id::text AS "magentoKey", d.parent_magento_id::text AS "parentId",
         coalesce(i.number, parent.increment_id, sale.body->>'invoiceIncrementId') AS "parentNumber",
         n.id AS "noteId", n.state AS "noteState", n.reason AS "noteReason", n.reason_params AS "noteParams", coalesce(n.number, d.increment_id, '') AS number,
         n.draft->>'date' AS date, coalesce(n.currency, d.currency, '') AS "currencyCode", coalesce(n.planned_total, d.grand_total, 0)::text AS total,
         own.id AS "postingId", own.state AS "postingState",
         i.id AS "invoiceId", i.state AS "invoiceState",
         coalesce(i.planned_total::text, parent.grand_total::text, bill.body->>'grandTotal') AS "invoiceTotal",
         bill.body->>'createdAt' AS "raisedAt", store.created_at AS "pairedAt",
         parent.paid_at IS NOT NULL OR coalesce(bill.body->>'state' = 'paid', false) AS "isPaid", bill.body->>'paymentMethod' AS method,
         p.id AS "paymentId", p.state AS "paymentState", p.reason AS "paymentReason", p.reason_params AS "paymentParams", p.draft->>'accountId' AS "accountId",
         d.is_on_first_open_day AS "isOnFirstOpenDay"
  FROM document d JOIN store ON store.id = d.store_id
  JOIN posting n ON n.document_id = d.id AND n.kind = 'credit_note'
  LEFT JOIN posting own ON own.document_id = d.id AND own.kind IN ('refund', 'allocation')
  LEFT JOIN sale ON sale.store_id = d.store_id AND sale.kind = 'creditmemo' AND sale.magento_id = d.magento_id
  LEFT JOIN sale bill ON bill.store_id = d.store_id AND bill.kind = 'invoice' AND bill.magento_id = d.parent_magento_id
  LEFT JOIN document parent ON parent.environment = d.environment AND parent.xero_tenant_id = d.xero_tenant_id AND parent.store_id = d.store_id
    AND parent.kind = 'invoice' AND parent.magento_id = d.parent_magento_id
  LEFT JOIN posting i ON i.document_id = parent.id AND i.kind = 'invoice'
  LEFT JOIN posting p ON p.document_id = parent.id AND p.kind = 'payment'
  WHERE d.id = ANY ($1)`;

function isOfOneInvoice(one: Row, other: Row): boolean {
  return (
    one.parentId !== null &&
    one.parentId === other.parentId &&
    one.storeId === other.storeId &&
    one.environment === other.environment &&
    one.xeroTenantId === other.xeroTenantId
  );
}

function planned(row: Row, input: { binding: BindingPlan; others: readonly Row[] }): MoneyPosting | null {
  const { binding, others } = input;
  const { policy, policyVersion, reference, referenceVersion } = binding;
  if (!binding.isStarted || reference === null) return null;
  const { documentId, bindingId, environment, xeroTenantId, storeId, magentoKey, postingId } = row;
  const base = {
    ...{ postingId, documentId, bindingId, environment, xeroTenantId, storeId, magentoKey },
    ...{ policyVersion, referenceVersion },
  };
  // Before its kind is known a settlement counts as a refund.
  const waiting = { ...base, kind: "refund" as const, parentIds: [row.noteId], draft: null };
  if (row.noteState === "skipped") {
    if (postingId === null || row.noteReason === null) return null;
    return { ...waiting, state: "skipped", reason: row.noteReason, params: row.noteParams };
  }
  if (row.date === null) {
    // Held before it had a draft: nothing to settle yet.
    if (postingId === null) return null;
    return { ...waiting, state: "waiting", reason: "waiting_for_credit_note", params: {} };
  }
  const plan = planSettlement({
    note: {
      magentoId: Number(magentoKey),
      number: row.number,
      date: row.date,
      total: row.total,
      currencyCode: row.currencyCode,
    },
    invoice: invoiceOf(row, { others, syncSince: policy.syncSince }),
    policy: row.isOnFirstOpenDay ? { ...policy, lockedPeriod: "first_open_day" } : policy,
    reference,
    mark: moneyMark({ ...base, kind: "refund" }),
  });
  switch (plan.outcome) {
    case "settle": {
      const parent = plan.draft.kind === "refund" ? row.paymentId : row.invoiceId;
      const parentIds = [row.noteId, ...(parent === null ? [] : [parent])];
      return { ...base, kind: plan.draft.kind satisfies MoneyKind, parentIds, draft: plan.draft };
    }
    case "wait": {
      // It has no draft to go with, but is planned again when that becomes something else.
      const parentIds = [row.noteId, row.paymentId ?? row.invoiceId].filter((id) => id !== null);
      return { ...waiting, parentIds, state: "waiting", reason: plan.reason, params: plan.params };
    }
    case "hold":
      return { ...waiting, state: "held", reason: plan.reason, params: plan.params };
    case "skip":
      return { ...waiting, state: "skipped", reason: plan.reason, params: plan.params };
    default:
      return plan satisfies never;
  }
}

function invoiceOf(
  row: Row,
  input: { others: readonly Row[]; syncSince: string | null },
): NoteInvoice | null {
  if (row.parentId === null) return null;
  const { others, syncSince } = input;
  const { paymentState, invoiceState, raisedAt, pairedAt } = row;
  // A store announces nothing that it raised before it was paired.
  const since = Math.max(pairedAt.getTime(), syncSince === null ? 0 : Date.parse(syncSince));
  // One that could not be read so far has no total to refund of: as good as not here yet.
  const isUnread = row.invoiceTotal === null && invoiceState !== "skipped";
  return {
    number: row.parentNumber ?? "",
    total: row.invoiceTotal ?? "0",
    state: isUnread ? null : invoiceState,
    isFromBefore: invoiceState === null && raisedAt !== null && Date.parse(raisedAt) < since,
    isPaid: row.isPaid,
    method: row.method,
    payment:
      paymentState === null
        ? null
        : {
            state: paymentState,
            reason: row.paymentReason,
            reasonParams: row.paymentParams ?? {},
            accountId: row.accountId,
          },
    otherNotes: others
      .filter((other) => other.noteState !== "skipped")
      .map((other) => ({
        magentoId: Number(other.magentoKey),
        total: other.total,
        isSettled: other.postingState !== null && SETTLED.has(other.postingState),
      })),
  };
}

const SETTLED: ReadonlySet<PostingState> = new Set(["sending", "posted", "unconfirmed", "reversing"]);
