import { amountDue, remainingCredit } from "../accounting/document-rules.ts";
import type { Simulator } from "../simulator.ts";
import type { Books, CreditNote, Invoice } from "../state/books.ts";
import { callTable } from "./call-table.ts";
import { formatAmount } from "./format-amount.ts";
import { html, type Markup } from "./html.ts";
import { layout } from "./layout.ts";

const ROWS_SHOWN = 200;

/** What was posted, newest first. Rows carry data-invoice-number (or -credit-note-number), data-total, data-status. */
export function organisationPage(simulator: Simulator, books: Books): string {
  const { details } = books;
  const calls = simulator.state.calls.filter((call) => call.organisationId === details.organisationId);
  return layout(
    details.name,
    html`<p><a href="/">← All organisations</a></p>
<h1>${details.name}</h1>
<p class="soft">${details.legalName} · ${details.countryCode} · ${details.baseCurrency} · <code>${details.organisationId}</code></p>
${lockLine(books)}
<h2>Invoices (${books.invoices.size})</h2>
${documentTable(newest(books.invoices), (invoice) => invoiceRow(books, invoice))}
<h2>Credit notes (${books.creditNotes.size})</h2>
${documentTable(newest(books.creditNotes), (note) => creditNoteRow(books, note))}
<h2>Payments (${books.payments.size})</h2>
${paymentTable(books)}
<h2>Contacts (${books.contacts.size})</h2>
${contactTable(books)}
<h2>Calls</h2>
${callTable(calls.slice(-40).reverse())}`,
  );
}

function lockLine({ details }: Books): Markup | null {
  if (details.periodLockDate === null && details.endOfYearLockDate === null) return null;
  return html`<p class="soft">Locked up to ${details.periodLockDate ?? details.endOfYearLockDate}</p>`;
}

function newest<T>(documents: Map<string, T>): T[] {
  return [...documents.values()].slice(-ROWS_SHOWN).reverse();
}

function documentTable<T>(documents: T[], row: (document: T) => Markup): Markup {
  if (documents.length === 0) return html`<div class="card soft">None yet.</div>`;
  return html`<div class="scroll"><table><thead><tr><th>Number</th><th>Contact</th><th>Reference</th><th>Date</th><th>Status</th><th class="num">Tax</th><th class="num">Total</th><th class="num">Open</th></tr></thead>
<tbody>${documents.map(row)}</tbody></table></div>`;
}

function invoiceRow(books: Books, one: Invoice): Markup {
  const open = amountDue(one).toFixed(2);
  return html`<tr data-invoice-number="${one.number}" data-invoice-id="${one.invoiceId}" data-total="${one.total}" data-currency="${one.currencyCode}" data-status="${one.status}">
<td><a href="/organisations/${books.details.organisationId}/invoices/${one.invoiceId}">${one.number || "(bill)"}</a></td>${cells(books, one, open)}</tr>`;
}

function creditNoteRow(books: Books, one: CreditNote): Markup {
  return html`<tr data-credit-note-number="${one.number}" data-credit-note-id="${one.creditNoteId}" data-total="${one.total}" data-currency="${one.currencyCode}" data-status="${one.status}">
<td><a href="/organisations/${books.details.organisationId}/credit-notes/${one.creditNoteId}">${one.number}</a></td>${cells(books, one, remainingCredit(one).toFixed(2))}</tr>`;
}

function cells(books: Books, one: Invoice | CreditNote, open: string): Markup {
  return html`<td class="wrap">${books.contacts.get(one.contactId)?.name}</td><td class="fold">${one.reference}</td><td>${one.date}</td>
<td><span class="chip ${one.status}">${one.status}</span></td><td class="num">${formatAmount(one.totalTax)}</td>
<td class="num">${one.currencyCode} ${formatAmount(one.total)}</td><td class="num">${formatAmount(open)}</td>`;
}

function paymentTable(books: Books): Markup {
  const payments = newest(books.payments);
  if (payments.length === 0) return html`<div class="card soft">None yet.</div>`;
  return html`<div class="scroll"><table><thead><tr><th>Date</th><th>For</th><th>Account</th><th>Reference</th><th>Status</th><th class="num">Amount</th></tr></thead>
<tbody>${payments.map((payment) => {
    const invoice = books.invoices.get(payment.invoiceId ?? "");
    const note = books.creditNotes.get(payment.creditNoteId ?? "");
    const account = books.accounts.find((one) => one.accountId === payment.accountId);
    return html`<tr data-payment-id="${payment.paymentId}" data-amount="${payment.amount}" data-status="${payment.status}"><td>${payment.date}</td><td>${invoice?.number ?? note?.number}</td>
<td class="fold">${account && `${account.code} ${account.name}`}</td><td class="fold">${payment.reference}</td>
<td><span class="chip ${payment.status}">${payment.status}</span></td><td class="num">${(invoice ?? note)?.currencyCode} ${formatAmount(payment.amount)}</td></tr>`;
  })}</tbody></table></div>`;
}

function contactTable(books: Books): Markup {
  const contacts = newest(books.contacts);
  if (contacts.length === 0) return html`<div class="card soft">None yet.</div>`;
  return html`<div class="scroll"><table><thead><tr><th>Name</th><th>E-mail</th><th>Number</th><th>Status</th></tr></thead>
<tbody>${contacts.map(
    (contact) =>
      html`<tr data-contact-name="${contact.name}"><td class="wrap">${contact.name}</td><td>${contact.emailAddress}</td><td class="mono">${contact.contactNumber}</td><td><span class="chip ${contact.status}">${contact.status}</span></td></tr>`,
  )}</tbody></table></div>`;
}
