import type { Simulator } from "../simulator.ts";
import { callTable } from "./call-table.ts";
import { html } from "./html.ts";
import { layout } from "./layout.ts";

const CALLS_SHOWN = 40;

export function homePage(simulator: Simulator): string {
  const { organisations, calls, clients } = simulator.state;
  return layout(
    "Xero simulator",
    html`<h1>Xero simulator</h1>
<p class="soft">A local stand-in for Xero. It is ${new Date(simulator.clock.now()).toISOString().slice(0, 19)}Z here.</p>
<h2>Organisations</h2>
<div class="scroll"><table><thead><tr><th>Name</th><th>Currency</th><th class="num">Contacts</th><th class="num">Invoices</th><th class="num">Credit notes</th></tr></thead>
<tbody>${[...organisations.values()].map(
      ({
        details,
        contacts,
        invoices,
        creditNotes,
      }) => html`<tr data-organisation-id="${details.organisationId}">
<td><a href="/organisations/${details.organisationId}">${details.name}</a></td><td>${details.baseCurrency}</td>
<td class="num">${contacts.size}</td><td class="num">${invoices.size}</td><td class="num">${creditNotes.size}</td></tr>`,
    )}</tbody></table></div>
<h2>Apps</h2>
<div class="card">${[...clients.values()].map(
      (client) => html`<p><strong>${client.name}</strong> <code>${client.clientId}</code></p>`,
    )}</div>
<h2>Calls</h2>
${callTable(calls.slice(-CALLS_SHOWN).reverse())}`,
  );
}
