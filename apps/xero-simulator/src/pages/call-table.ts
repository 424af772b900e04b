import type { CallRecord } from "../state/simulator-state.ts";
import { html, type Markup } from "./html.ts";

/** The newest call first. */
export function callTable(calls: readonly CallRecord[]): Markup {
  if (calls.length === 0) return html`<div class="card soft">Nobody has called yet.</div>`;
  return html`<div class="scroll"><table><thead><tr><th class="minor">At</th><th>Status</th><th>Call</th><th class="num minor">Stored</th><th class="minor">Key</th><th class="num">ms</th></tr></thead>
<tbody>${calls.map(
    (call) => html`<tr><td class="mono minor">${call.at.slice(11, 23)}</td>
<td class="${call.isCut || (call.status ?? 500) >= 400 ? "bad" : "good"}">${call.isCut ? "cut" : call.status}${call.fault && html` <span class="chip">${call.fault}</span>`}${call.isReplay && html` <span class="chip">replay</span>`}</td>
<td class="mono wrap">${call.method} ${call.path}${call.query && `?${readable(call.query)}`}</td>
<td class="num minor">${call.counts && `${call.counts.ok} of ${call.counts.elements}`}</td>
<td class="mono minor">${call.idempotencyKey?.slice(0, 12)}</td><td class="num">${call.durationMs}</td></tr>`,
  )}</tbody></table></div>`;
}

/** The query as a person would write it. */
function readable(query: string): string {
  const text = query.slice(0, 300);
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
