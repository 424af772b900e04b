import { asBookkeeper } from "./as-bookkeeper.ts";
import type { BookPayment, RaisedDocument, WholeSystem } from "./whole-system.ts";

/** An invoice as it stands in Xero. */
export async function inXero(system: WholeSystem, invoice: RaisedDocument) {
  return (await system.books()).invoices.find(({ number }) => number === invoice.increment_id);
}

/** All payments of an invoice, whoever made them. */
export async function paymentsOf(system: WholeSystem, invoice: RaisedDocument): Promise<BookPayment[]> {
  const { invoiceId } = await mustBeInXero(system, invoice);
  return (await system.books()).payments.filter((payment) => payment.invoiceId === invoiceId);
}

export async function payByHand(system: WholeSystem, invoice: RaisedDocument, amount: number): Promise<void> {
  const { invoiceId: InvoiceID } = await mustBeInXero(system, invoice);
  const Payments = [{ Invoice: { InvoiceID }, Account: { Code: "090" }, Date: "2026-11-21", Amount: amount }];
  await asBookkeeper(system, "Payments", { Payments });
}

export async function mustBeInXero(system: WholeSystem, invoice: RaisedDocument) {
  const found = await inXero(system, invoice);
  if (!found) throw new Error(`${invoice.increment_id} is not in Xero`);
  return found;
}

type PostingRow = {
  id: string;
  mark: string;
  state: string;
  reason: string | null;
  params: Record<string, unknown>;
  /** As we know it of Xero. */
  status: string | null;
};

export async function postingOf(
  system: WholeSystem,
  document: RaisedDocument,
  kind: string,
): Promise<PostingRow> {
  const row = await findPosting(system, document, kind);
  if (!row) throw new Error(`no ${kind} of ${document.kind} ${document.increment_id}`);
  return row;
}

export async function findPosting(system: WholeSystem, document: RaisedDocument, kind: string) {
  const [row] = await system.rows<PostingRow>(
    `SELECT p.id, p.mark, p.state, p.reason, p.reason_params AS params, p.xero_status AS status
     FROM posting p JOIN document d ON d.id = p.document_id WHERE d.increment_id = $1 AND d.kind = $2 AND p.kind = $3`,
    [document.increment_id, document.kind, kind],
  );
  return row;
}
