import type { FastifyInstance } from "fastify";
import type { SimulatorContext } from "../context.ts";
import { SCENARIO_NAMES } from "../generator/scenarios.ts";
import { ADMIN_SCRIPT } from "./admin-script.ts";
import { ADMIN_STYLE } from "./admin-style.ts";

const CONTENT_SECURITY_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; img-src data:";

/** The store's little admin page: everything on it comes from the control plane and refreshes by itself. */
export function registerAdminPage(app: FastifyInstance, context: SimulatorContext): void {
  app.get("/", async (_request, reply) =>
    reply
      .header("content-security-policy", CONTENT_SECURITY_POLICY)
      .type("text/html; charset=utf-8")
      .send(adminPage(context.settings.storeName)),
  );
}

function adminPage(storeName: string): string {
  const name = escapeHtml(storeName);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${name} · Magento simulator</title>
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath d='M8 1l6 3.5v7L8 15l-6-3.5v-7z' fill='%23e2622e'/%3E%3C/svg%3E">
<style>${ADMIN_STYLE}</style>
</head>
<body>
<header class="bar">
  <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M8 1l6 3.5v7L8 15l-6-3.5v-7z"/></svg>
  <strong>${name}</strong>
  <span class="tag">Magento simulator</span>
  <span class="grow"></span>
  <span class="status" role="status"><i id="status-dot"></i><span id="status-label">…</span></span>
</header>
<p id="notice" role="alert" hidden></p>
<main>
  <div class="side">
    <section aria-labelledby="pairing-title">
      <h2 id="pairing-title">Pairing</h2>
      <dl>
        <dt>Magento Base URL</dt>
        <dd><code id="base-url">…</code> <button class="quiet" data-copy="base-url">Copy</button></dd>
        <dt>Pairing Code</dt>
        <dd id="code-row"><code id="code">—</code> <button class="quiet" data-copy="code" hidden id="copy-code">Copy</button></dd>
        <dt>Ledger</dt>
        <dd id="ledger">—</dd>
      </dl>
      <div class="row">
        <button class="primary" id="generate">Generate code</button>
        <button class="danger" id="disconnect">Disconnect</button>
      </div>
      <p class="hint"><a href="/admin/xero-sync">Xero Sync: the ledger's page inside the admin</a></p>
      <p class="hint">A code is shown once, works once, and for 30 minutes.</p>
    </section>
    <section aria-labelledby="raise-title">
      <h2 id="raise-title">Raise documents</h2>
      <div class="row">
        <button class="primary" data-raise="invoice">Invoice</button>
        <button data-raise="creditmemo">Credit memo</button>
        <button data-raise="mixed">10 mixed</button>
      </div>
      <label class="field">Special case
        <span class="row">
          <select id="scenario">${SCENARIO_NAMES.map((option) => `<option>${option}</option>`).join("")}</select>
          <button id="raise-scenario">Raise</button>
        </span>
      </label>
      <label class="switch">
        <input type="checkbox" role="switch" id="shop"> <span class="track"></span>
        <span>Living shop<small id="shop-hint">One more every 20 s</small></span>
      </label>
    </section>
    <section aria-labelledby="trouble-title">
      <h2 id="trouble-title">Trouble</h2>
      <div class="row">
        <button data-fault='{"cut":true}'>Store down</button>
        <button data-fault='{"html":true}'>HTML page</button>
        <button data-fault='{"slowMs":8000}'>Slow</button>
        <button class="quiet" id="clear-faults">Clear</button>
      </div>
      <p class="hint" id="faults">The store answers as it should.</p>
    </section>
  </div>
  <div class="content">
    <section aria-labelledby="documents-title">
      <div class="head"><h2 id="documents-title">Invoices and credit memos</h2><span class="count" id="documents-count"></span></div>
      <div class="scroll"><table>
        <thead><tr><th>Number</th><th>Kind</th><th>Customer</th><th>Case</th><th class="end">Total</th><th>Xero Status</th></tr></thead>
        <tbody id="documents"></tbody>
      </table></div>
      <p class="empty" id="documents-empty" hidden>Nothing raised yet. Raise an invoice to see it here.</p>
    </section>
    <section aria-labelledby="outbox-title">
      <div class="head"><h2 id="outbox-title">Outbox</h2><span class="count" id="outbox-count"></span><span class="grow"></span>
        <button class="quiet" id="requeue">Requeue dead letters</button><button class="quiet" id="drain">Drain now</button></div>
      <div class="scroll"><table>
        <thead><tr><th>#</th><th>Key</th><th>Status</th><th class="end">Attempts</th><th>Next try</th><th>Last error</th></tr></thead>
        <tbody id="outbox"></tbody>
      </table></div>
      <p class="empty" id="outbox-empty" hidden>No events. A store that is not paired drops them.</p>
    </section>
  </div>
</main>
<script>${ADMIN_SCRIPT}</script>
</body>
</html>`;
}

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
