import type { DocumentDraft, InvoiceDraft } from "@counterfoil/core/draft";
import { money, moneyText } from "@counterfoil/core/money";
import { isGateway } from "@counterfoil/core/payment-method";
import { planCreditNote } from "@counterfoil/core/plan/credit-note";
import type { DocumentContext, DocumentPlan } from "@counterfoil/core/plan/document-plan";
import { planInvoice } from "@counterfoil/core/plan/invoice";
import type { Policy } from "@counterfoil/core/policy";
import { type ReasonCode, type ReasonParams, reasonSentence } from "@counterfoil/core/reasons";
import type { ReferenceData } from "@counterfoil/core/reference";
import type { CreditMemoSale, InvoiceSale, PaymentSale } from "@counterfoil/core/sale";
import { xeroTotals } from "@counterfoil/core/xero-arithmetic";
import type { PlanSettings } from "./plan-settings.ts";
import type { PlannedDocument, PlannedLine } from "./planned-document.ts";
import { type ReadDocument, readDocument } from "./read-document.ts";

/** One plan per element, in order. An element that is no document gets its outcome too and touches no other. */
export function planDocuments(elements: readonly unknown[], settings: PlanSettings): PlannedDocument[] {
  const documents = elements.map(readDocument);
  const invoices = documents.flatMap((document) =>
    document.kind === "invoice" && document.mapped.ok ? [document.mapped.sale] : [],
  );
  return documents.map((document) => planned(document, { settings, invoices }));
}

function planned(
  document: ReadDocument,
  input: { settings: PlanSettings; invoices: readonly InvoiceSale[] },
): PlannedDocument {
  const { settings, invoices } = input;
  switch (document.kind) {
    case "invoice":
      if (!document.mapped.ok) return unreadable(document, document.mapped.fields);
      return ofPlan(document, document.mapped.sale, invoicePlan(document.mapped.sale, settings), settings);
    case "creditmemo": {
      if (!document.mapped.ok) return unreadable(document, document.mapped.fields);
      const { sale } = document.mapped;
      const parent = parentOf(sale, invoices);
      const plan = creditNotePlan(sale, { parent, settings });
      const planned = ofPlan(document, sale, plan, settings);
      return { ...planned, explanation: [...planned.explanation, parentText(sale, parent)] };
    }
    case "payment":
      return document.mapped.ok
        ? ofPayment(document, document.mapped.sale, settings.policy)
        : unreadable(document, document.mapped.fields);
    case "customer":
      return ofCustomer(document, settings.policy);
    case "unknown":
      return unreadable(document, ["body"]);
    default:
      return document satisfies never;
  }
}

function invoicePlan(sale: InvoiceSale, settings: PlanSettings): DocumentPlan<InvoiceDraft> {
  const { policy, reference } = settings;
  return planInvoice({ sale, policy, reference, context: contextOf(sale, settings) });
}

function creditNotePlan(
  sale: CreditMemoSale,
  input: { parent: InvoiceSale | null; settings: PlanSettings },
): DocumentPlan {
  const { parent, settings } = input;
  const { policy, reference } = settings;
  const invoice = parent && invoicePlan(parent, settings);
  const posted = invoice && "draft" in invoice ? invoice.draft : null;
  return planCreditNote({
    sale,
    parent: parent && { sale: parent, posted },
    policy,
    reference,
    context: contextOf(sale, settings),
  });
}

function contextOf(sale: InvoiceSale | CreditMemoSale, settings: PlanSettings): DocumentContext {
  return {
    storeCode: "PLAN",
    storeViewId: sale.kind === "invoice" ? sale.storeId : null,
    url: "https://counterfoil.example/d/PLANPLANPL",
    mark: "PLANPLANPL",
    createdAt: sale.createdAt,
    acceptsTaxAmounts: settings.acceptsTaxAmounts,
  };
}

/** The invoice that all the links the memo has point at: id, number, day of creation. Stores count ids and numbers by themselves. */
function parentOf(sale: CreditMemoSale, invoices: readonly InvoiceSale[]): InvoiceSale | null {
  const { invoiceId, invoiceIncrementId, invoiceCreatedAt } = sale;
  const linked = invoices.filter(
    (invoice) =>
      (invoiceId === null || invoice.magentoId === invoiceId) &&
      (invoiceIncrementId === null || invoice.incrementId === invoiceIncrementId) &&
      invoice.currency === sale.currency,
  );
  const sameInstant = linked.filter(({ createdAt }) => createdAt === invoiceCreatedAt);
  if (invoiceId !== null || invoiceIncrementId !== null) return sameInstant[0] ?? linked[0] ?? null;
  return sameInstant.length === 1 ? (sameInstant[0] ?? null) : null;
}

function parentText(sale: CreditMemoSale, parent: InvoiceSale | null): string {
  if (parent) return `Its invoice is ${parent.incrementId}, in the same file.`;
  const name = sale.invoiceIncrementId ?? sale.invoiceId;
  return name === null ? "It names no invoice." : `Its invoice, ${name}, is not in the file.`;
}

function ofPlan(
  document: ReadDocument,
  sale: InvoiceSale | CreditMemoSale,
  plan: DocumentPlan,
  settings: PlanSettings,
): PlannedDocument {
  const about = aboutOf(document, { currency: sale.currency, grandTotal: sale.grandTotal });
  if (!("draft" in plan)) return stopped(about, plan);
  const { outcome, draft, difference, explanation } = plan;
  const lines = linesOf(draft, settings.reference);
  return inOrder({ ...about, outcome, reason: null, total: draft.total, difference, lines, explanation });
}

/** The keys in the order in which they are read. */
function inOrder(planned: PlannedDocument): PlannedDocument {
  const { kind, magento_id, increment_id, outcome, reason, currency, grand_total, ...rest } = planned;
  const { total, difference, lines, explanation } = rest;
  return {
    kind,
    magento_id,
    increment_id,
    outcome,
    reason,
    currency,
    grand_total,
    total,
    difference,
    lines,
    explanation,
  };
}

function linesOf(draft: DocumentDraft, reference: ReferenceData): PlannedLine[] {
  const rateOf = (taxType: string) =>
    money(reference.taxRates.find((rate) => rate.taxType === taxType)?.effectiveRate ?? 0);
  const totals = xeroTotals({ ...draft, rateOf });
  return draft.lines.map((line, index) => {
    const amounts = totals.lines[index];
    const discount = money(line.discountAmount ?? 0);
    return {
      description: line.description,
      account: line.accountCode,
      tax_type: line.taxType,
      net: moneyText(discount.plus(amounts?.lineAmount ?? 0)),
      discount: moneyText(discount),
      tax: moneyText(amounts?.taxAmount ?? 0),
      from: line.explanation.from,
      rule: line.explanation.rule,
    };
  });
}

/** A payment has no lines: its amount goes to the account of its method. */
function ofPayment(document: ReadDocument, sale: PaymentSale, policy: Policy): PlannedDocument {
  const about = aboutOf(document, { currency: sale.currency, grandTotal: sale.amount });
  const mapped = policy.paymentMethodMap[sale.method];
  const account = mapped === undefined && isGateway(sale.method) ? policy.defaultPaymentAccountId : mapped;
  const params = { method: sale.method };
  if (!money(sale.amount).gt(0)) return stopped(about, { outcome: "skip", reason: "nothing_to_pay", params });
  if (!account) {
    const isLeft = mapped === null || !isGateway(sale.method);
    const reason = isLeft ? "payment_left_to_bank" : "payment_method_not_mapped";
    return stopped(about, { outcome: "skip", reason, params });
  }
  const total = moneyText(sale.amount);
  const explanation = [`The payment of invoice ${sale.invoiceIncrementId}, to account ${account}.`];
  const difference = "0.00";
  return inOrder({ ...about, outcome: "post", reason: null, total, difference, lines: [], explanation });
}

function ofCustomer(document: ReadDocument, policy: Policy): PlannedDocument {
  const about = aboutOf(document, { currency: null, grandTotal: null });
  if (!policy.syncCustomers) {
    const plan = stopped(about, { outcome: "skip", reason: "left_out_by_you", params: {} });
    return { ...plan, explanation: ["Contacts are made as documents need them (syncCustomers is off)."] };
  }
  const explanation = ["A contact: it has no amounts."];
  const none = { total: null, difference: null, lines: [] };
  return inOrder({ ...about, outcome: "post", reason: null, ...none, explanation });
}

function unreadable(document: ReadDocument, fields: readonly string[]): PlannedDocument {
  const about = aboutOf(document, { currency: document.currency, grandTotal: null });
  return stopped(about, {
    outcome: "hold",
    reason: "magento_document_invalid",
    params: { detail: fields.join(", ") },
  });
}

type About = Pick<PlannedDocument, "kind" | "magento_id" | "increment_id" | "currency" | "grand_total">;

function aboutOf(
  document: ReadDocument,
  amounts: { currency: string | null; grandTotal: string | null },
): About {
  const { currency, grandTotal } = amounts;
  return {
    kind: document.kind,
    magento_id: document.magentoId,
    increment_id: document.incrementId,
    currency,
    grand_total: grandTotal === null ? null : plainAmount(grandTotal),
  };
}

function stopped(
  about: About,
  stop: {
    outcome: "hold" | "skip";
    reason: ReasonCode;
    params: ReasonParams;
    explanation?: readonly string[];
  },
): PlannedDocument {
  const { outcome, reason, params, explanation = [] } = stop;
  const sentences = [reasonSentence(reason, params), ...explanation];
  const none = { total: null, difference: null, lines: [] };
  return inOrder({ ...about, outcome, reason, ...none, explanation: sentences });
}

/** Two places, or as many as Magento gives. */
function plainAmount(amount: string): string {
  return moneyText(amount, Math.max(2, money(amount).decimalPlaces()));
}
