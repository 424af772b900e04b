import { Decimal } from "decimal.js";
import { FAULT_KINDS, type Fault } from "../control/fault.ts";
import { html, type Markup } from "./html.ts";

/** A fault by chance for which nobody said how often. */
const ENDLESS = 100_000;

/** What a kind does, in words; one without words is shown by its name. */
const WORDS: Readonly<Record<string, string>> = {
  "store-then-cut": "does the work, then cuts the connection",
  "cut-before": "cuts the connection before doing anything",
  "status-500": "answers 500",
  "html-500": "answers 500 with an HTML page",
  "html-503": "answers 503 with an HTML page",
  "truncated-json": "does the work and sends half the answer",
  "wrong-content-type": "does the work and calls the answer HTML",
  "unknown-fields": "answers with fields nobody knows",
  slow: "does the work and answers late",
  "errors-in-200": "answers 200 with validation errors inside",
  "wrong-total": "gives documents and payments an amount that is a cent off",
  "plan-limit": "says the plan takes no more approved invoices",
  "day-limit": "says the day's calls are used up",
  "revoked-connection": "finds the connection revoked",
  "demo-reset": "finds the demo company reset",
  "token-down": "finds the token endpoint down",
  "refresh-lost": "refreshes the token and loses the answer",
  "webhook-duplicate": "delivers a webhook twice",
  "webhook-reorder": "delivers webhooks out of order",
};

/** The form behind "make the next call fail", and what is armed already. */
export function faultPanel(faults: readonly Fault[]): Markup {
  return html`<section class="card" id="faults">
<form method="post" action="/faults" class="row">
<label class="grow" for="kind">The next call that fits<select id="kind" name="kind">${FAULT_KINDS.map(
    (kind) => html`<option value="${kind}">${words(kind)}</option>`,
  )}</select></label>
<button class="main" id="fail-next">Make the next call fail</button>
</form>
${
  faults.length === 0
    ? html`<p class="soft last">Nothing is armed: every call gets a true answer.</p>`
    : html`<ul class="plain armed">${faults.map((fault) => html`<li data-fault="${fault.kind}">${sentence(fault)}</li>`)}</ul>
<form method="post" action="/faults/clear"><button id="clear-faults">Disarm all</button></form>`
}
</section>`;
}

/** The body of `POST /__sim/faults` behind the button; null for a kind there is none of. */
export function nextCallFault(kind: string | undefined): Record<string, unknown> | null {
  const known = FAULT_KINDS.find((one) => one === kind);
  if (!known) return null;
  return { kind: known, ...matchOf(known), ...(known === "slow" ? { delayMs: 60_000 } : {}) };
}

function matchOf(kind: string): Record<string, unknown> {
  if (kind.startsWith("webhook")) return {};
  const isToken = kind === "token-down" || kind === "refresh-lost";
  return { match: { path: isToken ? "/connect/token" : "/api.xro/2.0/*" } };
}

function sentence(fault: Fault): Markup {
  const where = [fault.method ?? "any call", fault.path && `to ${fault.path}`].filter(Boolean).join(" ");
  const after = fault.skip === 0 ? "" : `, after ${fault.skip} more that pass`;
  const chance =
    fault.probability === null
      ? ""
      : `, ${new Decimal(fault.probability).times(100).toDecimalPlaces(2)} % of them`;
  const isEndless = fault.probability !== null && fault.remaining > ENDLESS;
  const often = fault.remaining > 1 && !isEndless ? `, ${fault.remaining.toLocaleString("en")} times` : "";
  return html`<strong>${fault.kind}</strong> <span class="soft">${words(fault.kind)}${delay(fault)}: ${where}${after}${chance}${often}</span>`;
}

function delay({ delayMs }: Fault): string {
  return delayMs === 0 ? "" : ` (${(delayMs / 1000).toLocaleString("en")} s)`;
}

function words(kind: string): string {
  return WORDS[kind] ?? kind;
}
