import type { InvoiceDraft } from "@counterfoil/core/draft";
import { accepts } from "@counterfoil/core/eligibility";
import { planCreditNote } from "@counterfoil/core/plan/credit-note";
import type { DocumentContext, DocumentPlan } from "@counterfoil/core/plan/document-plan";
import { planInvoice } from "@counterfoil/core/plan/invoice";
import type { Policy } from "@counterfoil/core/policy";
import type { CreditMemoSale, InvoiceSale } from "@counterfoil/core/sale";
import { describeFields } from "@counterfoil/magento/map-sale";
import { planPaymentDocument } from "./plan-payment-document.ts";
import type { PlanSettings } from "./plan-settings.ts";
import type { PlannedDocument } from "./planned-document.ts";
import { type ReadDocument, readDocument } from "./read-document.ts";
import { aboutOf, inOrder, shapePlan, stopped } from "./shape-plan.ts";

/** One plan per element, in order. An element that is no document gets its outcome too and touches no other. */
export function planDocuments(elements: readonly unknown[], settings: PlanSettings): PlannedDocument[] {
  const documents = elements.map(readDocument);
  const invoices = documents.flatMap((document) =>
    document.kind === "invoice" && document.mapped.ok ? [document.mapped.sale] : [],
  );
  return documents.map((document) => {
    try {
      return planned(document, { settings, invoices });
    } catch (error) {
      // A fault of ours in one document is that document's trouble.
      return unreadable(document, (error as Error).message);
    }
  });
}

function planned(
  document: ReadDocument,
  input: { settings: PlanSettings; invoices: readonly InvoiceSale[] },
): PlannedDocument {
  const { settings, invoices } = input;
  switch (document.kind) {
    case "invoice":
      if (!document.mapped.ok) return unreadable(document, describeFields(document.mapped.fields));
      return (
        outside(document, { sale: document.mapped.sale, parent: null, settings }) ??
        shapePlan(
          aboutSale(document, document.mapped.sale),
          invoicePlan(document.mapped.sale, settings),
          settings.reference,
        )
      );
    case "creditmemo": {
      if (!document.mapped.ok) return unreadable(document, describeFields(document.mapped.fields));
      const { sale } = document.mapped;
      const parent = parentOf(sale, invoices);
      const left = outside(document, { sale, parent, settings });
      if (left) return left;
      const plan = creditNotePlan(sale, { parent, settings });
      const shaped = shapePlan(aboutSale(document, sale), plan, settings.reference);
      return { ...shaped, explanation: [...shaped.explanation, parentText(sale, parent)] };
    }
    case "payment": {
      if (!document.mapped.ok) return unreadable(document, describeFields(document.mapped.fields));
      const { sale } = document.mapped;
      const paid = invoices.find(
        (invoice) => invoice.magentoId === sale.invoiceId && invoice.incrementId === sale.invoiceIncrementId,
      );
      const invoice = paid ? { sale: paid, plan: invoicePlan(paid, settings) } : null;
      const about = aboutOf(document, { currency: sale.currency, grandTotal: sale.amount });
      return planPaymentDocument(sale, { about, settings, invoice, mark: MARK });
    }
    case "customer":
      return ofCustomer(document, settings.policy);
    case "unknown":
      return unreadable(document, describeFields(["body"]));
    default:
      return document satisfies never;
  }
}

/** What the filters leave to another organisation, or to none. A credit memo is of its invoice's store view. */
function outside(
  document: ReadDocument,
  input: { sale: InvoiceSale | CreditMemoSale; parent: InvoiceSale | null; settings: PlanSettings },
): PlannedDocument | null {
  const { sale, parent, settings } = input;
  const storeViewId = sale.kind === "invoice" ? sale.storeId : (parent?.storeId ?? null);
  if (accepts(settings.policy, { websiteId: sale.websiteId, storeViewId })) return null;
  const params = { storeView: storeViewId };
  return stopped(aboutSale(document, sale), { outcome: "skip", reason: "no_binding_for_store_view", params });
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
    url: `https://counterfoil.example/d/${MARK}`,
    mark: MARK,
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

function unreadable(document: ReadDocument, detail: string): PlannedDocument {
  const about = aboutOf(document, { currency: document.currency, grandTotal: null });
  return stopped(about, {
    outcome: "hold",
    reason: "magento_document_invalid",
    params: { detail },
  });
}

function aboutSale(document: ReadDocument, sale: InvoiceSale | CreditMemoSale) {
  return aboutOf(document, { currency: sale.currency, grandTotal: sale.grandTotal });
}

/** Stands for the mark that a document gets once it belongs to a store and an organisation. */
const MARK = "PLANPLANPL";
