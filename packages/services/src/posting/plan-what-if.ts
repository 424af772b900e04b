import type { InvoiceDraft } from "@counterfoil/core/draft";
import { accepts } from "@counterfoil/core/eligibility";
import { type PaymentPlan, planPayment } from "@counterfoil/core/plan/payment";
import { planSettlement, type SettlementPlan } from "@counterfoil/core/plan/settlement";
import type { Policy } from "@counterfoil/core/policy";
import type { ReferenceData } from "@counterfoil/core/reference";
import type { DocumentSale, InvoiceSale, PaymentSale } from "@counterfoil/core/sale";
import type { DueDocument } from "./list-due-documents.ts";
import { type PlannedDocument, planDueDocument } from "./plan-due-document.ts";

/** A fetched document, and what planning asks of the world around it. */
export type FetchedDocument = {
  document: Pick<
    DueDocument,
    "environment" | "xeroTenantId" | "kind" | "magentoId" | "magentoStoreId" | "createdAt"
  >;
  websiteId: number;
  paidAt: Date | null;
  customerId: number | null;
  sale: DocumentSale;
  parent: InvoiceSale | null;
  parentPosted: InvoiceDraft | null;
  payment: PaymentSale | null;
};

export type PlanningPlace = {
  storeId: string;
  storeCode: string;
  guestSecret: string;
  publicUrl: string;
  reference: ReferenceData;
  acceptsTaxAmounts: boolean;
};

export type WhatIf = PlannedDocument & {
  /** The filters let it in. */
  isAccepted: boolean;
  payment: PaymentPlan | null;
  settlement: SettlementPlan | null;
};

/** What a document and its money become under some settings, by the planner that posts. Pure but for hashing: nothing is written. */
export function planWhatIf(fetched: FetchedDocument, place: PlanningPlace, policy: Policy): WhatIf {
  const planned = planDueDocument({ ...fetched, ...place, policy });
  const { plan } = planned;
  const { sale } = fetched;
  const storeViewId = sale.kind === "invoice" ? sale.storeId : fetched.document.magentoStoreId;
  const isAccepted = accepts(policy, { websiteId: fetched.websiteId, storeViewId });
  if (!("draft" in plan)) return { ...planned, isAccepted, payment: null, settlement: null };
  const { draft } = plan;
  const common = { policy, reference: place.reference, mark: planned.mark };
  if (sale.kind === "invoice") {
    const payment = fetched.paidAt ? paymentOf(sale, { ...fetched, ...common, draft }) : null;
    return { ...planned, isAccepted, payment, settlement: null };
  }
  const note = { magentoId: sale.magentoId, ...draft };
  const invoice = invoiceOf(fetched, common);
  return { ...planned, isAccepted, payment: null, settlement: planSettlement({ note, invoice, ...common }) };
}

type Common = { policy: Policy; reference: ReferenceData; mark: string };

function paymentOf(
  sale: InvoiceSale,
  input: Common & {
    paidAt: Date | null;
    payment: PaymentSale | null;
    draft: { number: string; date: string; total: string; currencyCode: string };
  },
): PaymentPlan {
  const { payment, paidAt, draft } = input;
  return planPayment({
    ...input,
    invoice: {
      number: draft.number,
      date: draft.date,
      currencyCode: draft.currencyCode,
      orderNumber: sale.orderIncrementId,
      method: payment?.method ?? sale.paymentMethod,
      amount: payment?.amount ?? draft.total,
      gatewayTransactionId: payment?.gatewayTransactionId ?? null,
      paidAt: paidAt?.toISOString() ?? sale.createdAt,
    },
  });
}

/** The invoice of a credit memo, taken to be in Xero, and its payment as these settings have it. */
function invoiceOf({ parent, parentPosted }: FetchedDocument, common: Common) {
  if (!parent) return null;
  const number = parentPosted?.number ?? parent.incrementId;
  const total = parentPosted?.total ?? parent.grandTotal;
  const isPaid = parent.state === "paid";
  const draft = {
    number,
    total,
    date: parentPosted?.date ?? parent.createdAt.slice(0, 10),
    currencyCode: parent.currency,
  };
  const payment = isPaid ? paymentOf(parent, { ...common, draft, payment: null, paidAt: null }) : null;
  return {
    number,
    total,
    state: "posted" as const,
    isFromBefore: false,
    isPaid,
    method: parent.paymentMethod,
    otherNotes: [],
    payment: payment && {
      state: STATES[payment.outcome],
      reason: payment.outcome === "post" ? null : payment.reason,
      reasonParams: payment.outcome === "post" ? {} : payment.params,
      accountId: payment.outcome === "post" ? payment.draft.accountId : null,
    },
  };
}

const STATES = { post: "planned", hold: "held", skip: "skipped" } as const;
