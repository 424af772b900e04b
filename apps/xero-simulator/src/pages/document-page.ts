import { Decimal } from "decimal.js";
import { amountDue, remainingCredit } from "../accounting/document-rules.ts";
import type { Books, CreditNote, DocumentLine, Invoice } from "../state/books.ts";
import { formatAmount } from "./format-amount.ts";
import { html, type Markup } from "./html.ts";
import { layout } from "./layout.ts";

export function invoicePage(books: Books, invoice: Invoice): string {
  const { organisationId } = books.details;
  const canApprove = invoice.status === "DRAFT" || invoice.status === "SUBMITTED";
  return page(books, invoice, {
    title: `Invoice ${invoice.number}`,
    marks: html`data-invoice-number="${invoice.number}" data-total="${invoice.total}" data-status="${invoice.status}"`,
    facts: [
      ["Due", invoice.dueDate],
      ["Link", invoice.url && html`<a href="${invoice.url}" rel="noreferrer">${invoice.url}</a>`],
    ],
    settled: [
      ["Less paid", invoice.amountPaid],
      ["Less credited", invoice.amountCredited],
    ],
    open: ["Amount due", amountDue(invoice)],
    action: canApprove
      ? html`<form method="post" action="/__sim/approve"><input type="hidden" name="organisationId" value="${organisationId}"><input type="hidden" name="invoiceId" value="${invoice.invoiceId}"><button class="main" id="approve">Approve</button></form>`
      : null,
  });
}

export function creditNotePage(books: Books, note: CreditNote): string {
  return page(books, note, {
    title: `Credit note ${note.number}`,
    marks: html`data-credit-note-number="${note.number}" data-total="${note.total}" data-status="${note.status}"`,
    facts: [],
    settled: [
      ["Less refunded", note.amountRefunded],
      ["Less allocated", note.amountAllocated],
    ],
    open: ["Remaining credit", remainingCredit(note)],
    action: null,
  });
}

const AMOUNTS_ARE = { Exclusive: "before tax", Inclusive: "with tax inside", NoTax: "without tax" } as const;

interface DocumentFace {
  title: string;
  marks: Markup;
  facts: [string, string | Markup | null][];
  settled: [string, string][];
  open: [string, Decimal];
  action: Markup | null;
}

function page(books: Books, one: Invoice | CreditNote, face: DocumentFace): string {
  const { details } = books;
  const contact = books.contacts.get(one.contactId);
  const address = contact?.addresses.find((candidate) => candidate.type === "POBOX") ?? contact?.addresses[0];
  const addressLines = address
    ? [...address.lines, address.city, address.region, address.postalCode, address.country].filter(
        (line) => line !== "",
      )
    : [];
  const facts: [string, string | Markup | null][] = [
    ["Date", one.date],
    ...face.facts,
    ["Reference", one.reference || null],
    ["Currency", one.currencyCode],
    ["Amounts are", AMOUNTS_ARE[one.lineAmountTypes]],
  ];
  return layout(
    face.title,
    html`<p><a href="/organisations/${details.organisationId}">← ${details.name}</a></p>
<article class="card paper" ${face.marks}>
<div class="row spread"><h1>${face.title}</h1><span class="chip ${one.status}">${one.status}</span></div>
<p class="soft">${details.legalName}</p>
<p><strong>${contact?.name}</strong>${addressLines.map((line) => html`<br>${line}`)}${contact?.emailAddress && html`<br>${contact.emailAddress}`}</p>
<dl class="facts">${facts.filter(([, value]) => value).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
<div class="scroll"><table><thead><tr><th>Description</th><th class="num">Quantity</th><th class="num minor">Unit price</th><th class="num minor">Discount</th><th class="minor">Account</th><th class="minor">Tax</th><th class="num minor">Tax amount</th><th class="num">Amount</th></tr></thead>
<tbody>${one.lines.map((line) => lineRow(books, line))}</tbody></table></div>
<div class="totals"><div><span>Subtotal</span><span>${formatAmount(one.subTotal)}</span></div>
${one.totalDiscount !== "0.00" && html`<div class="soft"><span>Includes discount of</span><span>${formatAmount(one.totalDiscount)}</span></div>`}
<div><span>Tax</span><span>${formatAmount(one.totalTax)}</span></div>
<div class="sum"><span>Total ${one.currencyCode}</span><span id="total">${formatAmount(one.total)}</span></div>
${face.settled.map(([name, amount]) => !new Decimal(amount).isZero() && html`<div><span>${name}</span><span>${formatAmount(amount)}</span></div>`)}
<div><span>${face.open[0]}</span><span>${formatAmount(face.open[1])}</span></div></div>
${face.action}
</article>`,
  );
}

function lineRow(books: Books, line: DocumentLine): Markup {
  const account = books.accounts.find((one) => one.accountId === line.accountId);
  const rate = books.taxRates.find((one) => one.taxType === line.taxType);
  const plain = (text: string | null) => (text === null ? "" : new Decimal(text).toString());
  const discount = line.discountRate !== null ? `${plain(line.discountRate)}%` : plain(line.discountAmount);
  const price = line.unitAmount === null ? "" : unitPrice(line.unitAmount);
  const [code, tax] = [account && `${account.code} ${account.name}`, rate?.name ?? line.taxType];
  const words = html`${line.description}${line.tracking.map((one) => html` <span class="chip">${one.option}</span>`)}`;
  // Words alone, with nothing to pay.
  if (line.quantity === null) {
    return html`<tr><td class="wrap">${words}</td><td></td><td class="minor" colspan="5"></td><td></td></tr>`;
  }
  const small = [price, discount && `less ${discount}`, code, `${tax} ${formatAmount(line.taxAmount)}`]
    .filter(Boolean)
    .join(" · ");
  return html`<tr><td class="wrap">${words}<div class="small soft">${small}</div></td>
<td class="num">${plain(line.quantity)}</td><td class="num minor">${price}</td><td class="num minor">${discount}</td>
<td class="fold minor">${code}</td><td class="fold minor">${tax}</td><td class="num minor">${formatAmount(line.taxAmount)}</td><td class="num">${formatAmount(line.lineAmount)}</td></tr>`;
}

/** Two decimals, or four where they say more. */
function unitPrice(value: string): string {
  const amount = new Decimal(value);
  return amount.equals(amount.toDecimalPlaces(2)) ? formatAmount(amount) : amount.toFixed(4);
}
