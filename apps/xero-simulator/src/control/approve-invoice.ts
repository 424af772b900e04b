import { Decimal } from "decimal.js";
import { canBecome, lockDateProblems } from "../accounting/document-rules.ts";
import { approvalProblems } from "../accounting/read-lines.ts";
import type { Simulator } from "../simulator.ts";
import type { Books } from "../state/books.ts";
import { changesIn, type Journal } from "../state/journal.ts";
import { saveInvoice } from "../state/save-document.ts";

/** What the Approve button in Xero does; the problems it would show, if any. */
export function approveInvoice(simulator: Simulator, books: Books, invoiceId: string): string[] {
  const invoice = books.invoices.get(invoiceId.toLowerCase());
  if (!invoice) return ["No such invoice."];
  const isWaiting = invoice.status === "DRAFT" || invoice.status === "SUBMITTED";
  if (!isWaiting || !canBecome(invoice.status, "AUTHORISED"))
    return [`The invoice is ${invoice.status} already.`];
  const problems = [...approvalProblems(invoice.lines), ...lockDateProblems(books, invoice.date)];
  if (invoice.type === "ACCREC" && books.details.isApprovalLimitReached) {
    problems.push("You have reached the limit of invoices you can approve");
  }
  if (invoice.dueDate === null) problems.push("The document DueDate field must be specified.");
  if (problems.length > 0) return problems;
  const isPaid = new Decimal(invoice.total).isZero();
  const approved = isPaid
    ? { status: "PAID" as const, fullyPaidOn: invoice.date }
    : { status: "AUTHORISED" as const };
  const journal: Journal = [];
  saveInvoice(books, { ...invoice, ...approved, updatedAt: simulator.clock.now() }, journal);
  simulator.webhooks.publish(books.details.organisationId, changesIn(journal));
  return [];
}
