/** Runs in the browser; text from the store only ever goes in as textContent. */
export const ADMIN_SCRIPT = `
const REFRESH_MS = 2000;
const SHOWN = 200;
const byId = (id) => document.getElementById(id);
const CHIPS = {
  synced: ["✓ Synced", "good"], pending: ["⏳ Pending", "warn"], skipped: ["⏸ Skipped", ""], failed: ["✗ Failed", "bad"],
};
const OUTBOX_CHIPS = { pending: "warn", succeeded: "good", dead_lettered: "bad" };

async function call(method, path, body) {
  const response = await fetch(path, {
    method,
    headers: body ? { "content-type": "application/json" } : {},
    body: body ? JSON.stringify(body) : undefined,
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.message || "HTTP " + response.status);
  return answer;
}

function element(tag, text, className) {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

function chip(label, tone, title) {
  const made = element("span", label, "chip " + tone);
  if (title) made.title = title;
  return made;
}

function row(cells) {
  const made = document.createElement("tr");
  for (const cell of cells) {
    const td = cell.node ? document.createElement("td") : element("td", cell.text ?? "", cell.className);
    if (cell.node) td.append(cell.node);
    if (cell.title) td.title = cell.title;
    made.append(td);
  }
  return made;
}

function syncChip(sync) {
  if (!sync) return element("span", "—");
  const [label, tone] = CHIPS[sync.sync_status];
  const title = sync.provider_reference || sync.provider_entity_id
    || (sync.skip_reason && "Skipped: " + sync.skip_reason) || (sync.error_code && "Error: " + sync.error_code) || "";
  return chip(label, tone, title);
}

function amount(document) {
  return new Intl.NumberFormat("en-GB", {
    style: "currency", currency: document.currency, minimumFractionDigits: 2, maximumFractionDigits: 4,
  }).format(document.kind === "creditmemo" ? -document.grand_total : document.grand_total);
}

function showDocuments({ total, documents }) {
  byId("documents-count").textContent = total;
  byId("documents-empty").hidden = total > 0;
  byId("documents").replaceChildren(...documents.map((document) => row([
    { text: document.increment_id, className: "number" },
    { text: document.kind === "invoice" ? (document.state === "open" ? "Invoice (open)" : "Invoice") : "Credit memo" },
    { text: document.customer },
    { text: document.scenario, className: "soft" },
    { text: amount(document), className: "end" },
    { node: syncChip(document.sync) },
  ])));
}

function showOutbox({ total, rows }) {
  byId("outbox-count").textContent = total;
  byId("outbox-empty").hidden = total > 0;
  byId("outbox").replaceChildren(...rows.map((event) => row([
    { text: event.entity_id, className: "number soft" },
    { text: event.idempotency_key },
    { node: chip(event.status.replace("_", " "), OUTBOX_CHIPS[event.status]) },
    { text: event.attempts, className: "end" },
    { text: event.next_attempt_at ? new Date(event.next_attempt_at).toLocaleTimeString() : "", className: "soft" },
    { text: event.last_error ?? "", className: "error", title: event.last_error ?? "" },
  ])));
}

function showHealth(health) {
  byId("status-dot").style.background = health.connection.colour;
  byId("status-label").textContent = health.connection.label;
  byId("base-url").textContent = health.base_url;
  byId("ledger").textContent = health.paired ? health.ledger_base_url : "—";
  byId("disconnect").hidden = !health.paired;
  byId("requeue").hidden = health.dead_lettered === 0;
  byId("shop").checked = health.shop.running;
  byId("shop-hint").textContent = "One more every " + health.shop.everySeconds + " s";
  byId("notice").hidden = health.dead_lettered === 0;
  byId("notice").textContent = (health.dead_lettered === 1 ? "1 event was" : health.dead_lettered + " events were") + " refused for good: see the outbox.";
}

function showFaults({ faults }) {
  byId("faults").textContent = faults.length === 0
    ? "The store answers as it should."
    : faults.map(({ path, ...fault }) => path + " " + JSON.stringify(fault)).join(", ");
}

let refreshing = false;
async function refresh() {
  if (refreshing || document.hidden) return;
  refreshing = true;
  try {
    const [health, documents, outbox, faults] = await Promise.all([
      call("GET", "/__sim/health"), call("GET", "/__sim/documents?limit=" + SHOWN),
      call("GET", "/__sim/outbox?limit=" + SHOWN), call("GET", "/__sim/faults"),
    ]);
    showHealth(health);
    showDocuments(documents);
    showOutbox(outbox);
    showFaults(faults);
  } catch {
    byId("status-dot").style.background = "";
    byId("status-label").textContent = "The simulator does not answer";
  } finally {
    refreshing = false;
  }
}

function on(id, act) {
  byId(id).addEventListener("click", () => run(act));
}

async function run(act) {
  try {
    await act();
    await refresh();
  } catch (error) {
    byId("notice").hidden = false;
    byId("notice").textContent = error.message;
  }
}

on("generate", async () => {
  const { code } = await call("POST", "/__sim/pairing-code");
  byId("code").textContent = code;
  byId("copy-code").hidden = false;
});
on("disconnect", () => call("POST", "/__sim/disconnect"));
on("raise-scenario", () => call("POST", "/__sim/raise", { scenario: byId("scenario").value }));
on("clear-faults", () => call("DELETE", "/__sim/faults"));
on("requeue", () => call("POST", "/__sim/outbox/requeue"));
on("drain", () => call("POST", "/__sim/drain"));
byId("shop").addEventListener("change", (event) => run(() => call("POST", "/__sim/shop", { running: event.target.checked })));
for (const button of document.querySelectorAll("[data-raise]")) {
  const kind = button.dataset.raise;
  button.addEventListener("click", () => run(() => call("POST", "/__sim/raise", kind === "mixed" ? { count: 10 } : { kind })));
}
for (const button of document.querySelectorAll("[data-fault]")) {
  button.addEventListener("click", () => run(() => call("POST", "/__sim/faults", JSON.parse(button.dataset.fault))));
}
for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", () => navigator.clipboard.writeText(byId(button.dataset.copy).textContent));
}
refresh();
setInterval(refresh, REFRESH_MS);
`;
