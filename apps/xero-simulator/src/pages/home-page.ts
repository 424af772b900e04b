import type { Simulator } from "../simulator.ts";
import type { Books, CreditNote, Invoice } from "../state/books.ts";
import { callTable } from "./call-table.ts";
import { faultPanel } from "./fault-panel.ts";
import { formatAmount } from "./format-amount.ts";
import { html, type Markup } from "./html.ts";
import { layout } from "./layout.ts";

const CALLS_SHOWN = 40;
const DOCUMENTS_SHOWN = 12;

/** Explains itself: what this is, the books, what was posted last, what goes wrong next, who called. */
export function homePage(simulator: Simulator): string {
  const { organisations, calls, clients, faults } = simulator.state;
  return layout(
    "Xero simulator",
    html`<h1>Xero simulator</h1>
<p class="soft">A local stand-in for Xero: it signs people in, keeps books, counts calls and fails on demand. Nothing here reaches Xero.</p>
<dl class="facts card">
<div><dt>Sign-in</dt><dd><code>/identity/connect/authorize</code></dd></div>
<div><dt>Accounting API</dt><dd><code>/api.xro/2.0</code></dd></div>
<div><dt>Control</dt><dd><code>/__sim</code></dd></div>
<div><dt>The time here</dt><dd><code>${new Date(simulator.clock.now()).toISOString().slice(0, 19)}Z</code></dd></div>
${[...clients.values()].map((client) => html`<div><dt>App “${client.name}”</dt><dd><code>${client.clientId}</code></dd></div>`)}
</dl>
<h2>Organisations</h2>
${organisationTable([...organisations.values()])}
<h2>Posted last</h2>
${postedTable(postedLast([...organisations.values()]))}
<h2>What goes wrong next</h2>
${faultPanel(faults)}
<h2>Calls</h2>
${callTable(calls.filter(isOfAnApp).slice(-CALLS_SHOWN).reverse())}`,
  );
}

function organisationTable(all: readonly Books[]): Markup {
  return html`<div class="scroll"><table><thead><tr><th>Name</th><th>Currency</th><th class="num">Contacts</th><th class="num">Invoices</th><th class="num">Credit notes</th><th class="num">Payments</th></tr></thead>
<tbody>${all.map(
    ({
      details,
      contacts,
      invoices,
      creditNotes,
      payments,
    }) => html`<tr data-organisation-id="${details.organisationId}">
<td><a href="/organisations/${details.organisationId}">${details.name}</a></td><td>${details.baseCurrency}</td>
<td class="num">${contacts.size}</td><td class="num">${invoices.size}</td><td class="num">${creditNotes.size}</td><td class="num">${payments.size}</td></tr>`,
  )}</tbody></table></div>`;
}

interface Posted {
  books: Books;
  kind: "Invoice" | "Credit note";
  path: string;
  document: Invoice | CreditNote;
}

/** The newest of each organisation only: books can hold a hundred thousand. */
function postedLast(all: readonly Books[]): Posted[] {
  return all
    .flatMap((books): Posted[] => [
      ...lastOf(books.invoices).map((document) => ({
        books,
        kind: "Invoice" as const,
        path: `invoices/${document.invoiceId}`,
        document,
      })),
      ...lastOf(books.creditNotes).map((document) => ({
        books,
        kind: "Credit note" as const,
        path: `credit-notes/${document.creditNoteId}`,
        document,
      })),
    ])
    .sort((left, right) => right.document.updatedAt - left.document.updatedAt)
    .slice(0, DOCUMENTS_SHOWN);
}

function lastOf<T>(documents: ReadonlyMap<string, T>): T[] {
  return [...documents.values()].slice(-DOCUMENTS_SHOWN);
}

function postedTable(posted: readonly Posted[]): Markup {
  if (posted.length === 0)
    return html`<div class="card soft">Nothing yet. The README has four curl calls that post an invoice.</div>`;
  return html`<div class="scroll"><table><thead><tr><th>Document</th><th class="num">Total</th><th>Status</th><th class="minor">Contact</th><th class="minor">Organisation</th></tr></thead>
<tbody>${posted.map(({ books, kind, path, document }) => {
    const home = `/organisations/${books.details.organisationId}`;
    return html`<tr><td><a href="${home}/${path}">${kind} ${document.number || "(bill)"}</a></td>
<td class="num">${document.currencyCode} ${formatAmount(document.total)}</td><td><span class="chip ${document.status}">${document.status}</span></td>
<td class="wrap minor">${books.contacts.get(document.contactId)?.name}</td><td class="minor">${books.details.name}</td></tr>`;
  })}</tbody></table></div>`;
}

/** Looking at these pages is no call. */
function isOfAnApp({ path }: { path: string }): boolean {
  return /^\/(api\.xro|connect|connections|identity|\.well-known)(\/|$)/.test(path);
}
