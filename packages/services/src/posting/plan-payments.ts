import { planPayment } from "@counterfoil/core/plan/payment";
import type { PostingState } from "@counterfoil/core/posting";
import type { ReasonCode, ReasonParams } from "@counterfoil/core/reasons";
import type { TenantClient } from "@counterfoil/db/database";
import type { BindingPlan } from "./load-binding-plans.ts";
import { type MoneyPosting, moneyMark, saveMoneyPostings } from "./save-money-postings.ts";

type Row = {
  documentId: string;
  bindingId: string;
  environment: "production" | "sandbox";
  xeroTenantId: string;
  storeId: string;
  magentoKey: string;
  paidAt: Date;
  invoiceId: string;
  invoiceState: PostingState;
  invoiceReason: ReasonCode | null;
  invoiceParams: ReasonParams;
  number: string;
  currencyCode: string;
  /** Null of an invoice that never could be read. */
  amount: string | null;
  date: string;
  orderNumber: string | null;
  method: string | null;
  gatewayTransactionId: string | null;
  isOnFirstOpenDay: boolean;
  postingId: string | null;
};

/** Plans the payments of those of these documents that are invoices which Magento calls paid, whether they were sent or not. */
export async function planPayments(
  client: TenantClient,
  input: { documentIds: readonly string[]; plans: ReadonlyMap<string, BindingPlan> },
): Promise<void> {
  if (input.documentIds.length === 0) return;
  const { rows } = await client.query<Row>(
    `SELECT d.id AS "documentId", d.binding_id AS "bindingId", d.environment, d.xero_tenant_id AS "xeroTenantId", d.store_id AS "storeId",
            d.magento_id::text AS "magentoKey", d.paid_at AS "paidAt", i.id AS "invoiceId", i.state AS "invoiceState", i.reason AS "invoiceReason",
            i.reason_params AS "invoiceParams", coalesce(i.number, d.increment_id, '') AS number, coalesce(i.currency, d.currency, '') AS "currencyCode",
            coalesce(pay.body->>'amount', i.planned_total::text, d.grand_total::text) AS amount,
            coalesce(i.draft->>'date', d.document_date::text, '') AS date, sale.body->>'orderIncrementId' AS "orderNumber",
            coalesce(pay.body->>'method', sale.body->>'paymentMethod') AS method, pay.body->>'gatewayTransactionId' AS "gatewayTransactionId",
            d.is_on_first_open_day AS "isOnFirstOpenDay", own.id AS "postingId"
     FROM document d
     JOIN posting i ON i.document_id = d.id AND i.kind = 'invoice'
     LEFT JOIN posting own ON own.document_id = d.id AND own.kind = 'payment'
     LEFT JOIN sale ON sale.store_id = d.store_id AND sale.kind = 'invoice' AND sale.magento_id = d.magento_id
     LEFT JOIN sale pay ON pay.store_id = d.store_id AND pay.kind = 'payment' AND pay.magento_id = d.magento_id
     WHERE d.id = ANY ($1) AND d.kind = 'invoice' AND d.paid_at IS NOT NULL`,
    [input.documentIds],
  );
  const postings = rows.flatMap((row) => {
    const binding = input.plans.get(row.bindingId);
    return binding ? (planned(row, binding) ?? []) : [];
  });
  await saveMoneyPostings(client, postings);
}

function planned(row: Row, binding: BindingPlan): MoneyPosting | null {
  const { policy, policyVersion, reference, referenceVersion } = binding;
  const { documentId, bindingId, environment, xeroTenantId, storeId, magentoKey, postingId } = row;
  const posting = {
    kind: "payment" as const,
    ...{ postingId, documentId, bindingId, environment, xeroTenantId, storeId, magentoKey },
    ...{ policyVersion, referenceVersion, parentIds: [row.invoiceId] },
  };
  if (row.invoiceState === "skipped") {
    // What is left out has nothing to pay; a row that is there from before says the same.
    if (postingId === null || row.invoiceReason === null) return null;
    return {
      ...posting,
      draft: null,
      state: "skipped",
      reason: row.invoiceReason,
      params: row.invoiceParams,
    };
  }
  if (!binding.isStarted || reference === null || row.amount === null) return null;
  const plan = planPayment({
    invoice: {
      number: row.number,
      date: row.date,
      currencyCode: row.currencyCode,
      orderNumber: row.orderNumber ?? "",
      method: row.method,
      amount: row.amount,
      gatewayTransactionId: row.gatewayTransactionId,
      paidAt: row.paidAt.toISOString(),
    },
    policy: row.isOnFirstOpenDay ? { ...policy, lockedPeriod: "first_open_day" } : policy,
    reference,
    mark: moneyMark(posting),
  });
  if (plan.outcome === "post") return { ...posting, draft: plan.draft };
  const state = plan.outcome === "hold" ? ("held" as const) : ("skipped" as const);
  return { ...posting, draft: null, state, reason: plan.reason, params: plan.params };
}
