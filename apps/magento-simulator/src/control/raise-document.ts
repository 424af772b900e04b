import type { SimulatorContext } from "../context.ts";
import type {
  DocumentRequest,
  RaisedCreditMemo,
  RaisedDocument,
  RaisedInvoice,
} from "../generator/document-generator.ts";
import { enqueueEvent } from "../outbox/outbox-rows.ts";
import type { Saved } from "../store-state.ts";

export interface RaisedSummary {
  id: number;
  increment_id: string;
  kind: "invoice" | "creditmemo";
  scenario: string;
  currency: string;
  grand_total: number;
  state: string | null;
}

/** Makes documents of the mix and saves them. A credit memo that finds nothing to refund brings its invoice with it. */
export function raiseDocuments(
  context: SimulatorContext,
  { count, ...request }: Omit<DocumentRequest, "atMs"> & { count: number },
): RaisedSummary[] {
  return Array.from({ length: count }).flatMap(() =>
    context.generator
      .next({ ...request, atMs: context.clock.now() })
      .map((document) => saveDocument(context, document)),
  );
}

/** Saves a document as Magento does, with the events its observers raise, in their order. */
export function saveDocument(context: SimulatorContext, raised: RaisedDocument): RaisedSummary {
  saveProfile(context, raised);
  const { profile: _profile, ...rest } = raised;
  const document = { ...rest, ordinal: context.generator.nextNumber("document") };
  if (document.kind === "invoice") saveInvoice(context, document);
  else saveCreditMemo(context, document);
  context.touch();
  return summaryOf(document);
}

/** Captures an authorised invoice: open becomes paid. Answers whether it was open. */
export function captureInvoice(context: SimulatorContext, invoice: RaisedInvoice): boolean {
  if (invoice.document.state !== "open") return false;
  invoice.document.state = "paid";
  announcePaid(context, invoice);
  context.touch();
  return true;
}

export const summaryOf = (raised: RaisedInvoice | RaisedCreditMemo): RaisedSummary => ({
  id: raised.document.magento_id,
  increment_id: raised.document.increment_id,
  kind: raised.kind,
  scenario: raised.scenario,
  currency: raised.document.currency,
  grand_total: raised.document.grand_total,
  state: raised.kind === "invoice" ? raised.document.state : null,
});

function saveProfile(context: SimulatorContext, { profile }: RaisedDocument): void {
  if (!profile || context.state.customers[profile.magento_id]) return;
  context.state.customers[profile.magento_id] = profile;
  enqueueEvent(context, {
    name: "customer.upserted",
    entityType: "customer",
    entityId: profile.magento_id,
    websiteId: profile.website_id,
    storeId: 0,
    payload: {},
  });
}

// The module's two observers of one save: created first, then paid when the first save is paid already.
function saveInvoice(context: SimulatorContext, invoice: Saved<RaisedInvoice>): void {
  const { document } = invoice;
  context.state.invoices[document.magento_id] = invoice;
  if (document.state === "cancelled") return;
  enqueueEvent(context, {
    name: "invoice.created",
    entityType: "invoice",
    entityId: document.magento_id,
    websiteId: document.website_id,
    storeId: document.store_id,
    payload: { increment_id: document.increment_id, paid: document.state === "paid" },
  });
  if (document.state === "paid") announcePaid(context, invoice);
}

function announcePaid(context: SimulatorContext, { document }: RaisedInvoice): void {
  enqueueEvent(context, {
    name: "invoice.paid",
    entityType: "invoice",
    entityId: document.magento_id,
    websiteId: document.website_id,
    storeId: document.store_id,
    payload: { increment_id: document.increment_id },
  });
}

function saveCreditMemo(context: SimulatorContext, memo: Saved<RaisedCreditMemo>): void {
  const { document } = memo;
  context.state.creditMemos[document.magento_id] = memo;
  enqueueEvent(context, {
    name: "creditmemo.created",
    entityType: "creditmemo",
    entityId: document.magento_id,
    websiteId: document.website_id,
    storeId: memo.storeId,
    payload: { increment_id: document.increment_id },
  });
}
