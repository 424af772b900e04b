import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";

export type Metrics = ReturnType<typeof createMetrics>;

/** What a process counts about itself, under /metrics. Labels come from closed lists: never ids, which would grow for ever. */
export function createMetrics(options: { process: string; withDefaults?: boolean }) {
  const registry = new Registry();
  registry.setDefaultLabels({ process: options.process });
  if (options.withDefaults ?? true) collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    events: new Counter({
      name: "counterfoil_events_total",
      help: "Deliveries by stores: accepted, replayed, or refused with a status",
      labelNames: ["result"] as const,
      registers,
    }),
    documents: new Counter({
      name: "counterfoil_documents_total",
      help: "Postings that reached an outcome, with its reason where there is one",
      labelNames: ["kind", "outcome", "reason"] as const,
      registers,
    }),
    ledgerCalls: new Counter({
      name: "counterfoil_xero_calls_total",
      help: "Calls to Xero by what they were for, what came back and the HTTP status (none: no answer)",
      labelNames: ["kind", "outcome", "status"] as const,
      registers,
    }),
    ledgerRateLimited: new Counter({
      name: "counterfoil_xero_rate_limited_total",
      help: "429 answers of Xero. Our budgets should make them impossible: each one is a bug",
      labelNames: ["problem"] as const,
      registers,
    }),
    storeCalls: new Counter({
      name: "counterfoil_store_calls_total",
      help: "Calls to stores by what they were for and what came back",
      labelNames: ["kind", "outcome"] as const,
      registers,
    }),
    refreshes: new Counter({
      name: "counterfoil_token_refreshes_total",
      help: "Refreshes of Xero tokens by result",
      labelNames: ["result"] as const,
      registers,
    }),
    oldestUnpostedSeconds: new Gauge({
      name: "counterfoil_oldest_unposted_seconds",
      help: "Age of the oldest document that is on its way to Xero",
      registers,
    }),
    unfinished: new Gauge({
      name: "counterfoil_documents",
      help: "Documents that wait, are held or failed, by reason",
      labelNames: ["state", "reason"] as const,
      registers,
    }),
    dayCallsLeft: new Gauge({
      name: "counterfoil_xero_day_calls_left",
      help: "Calls left today: of the organisation that has the fewest, by our own count and what Xero's headers said",
      registers,
    }),
    parkedOrganisations: new Gauge({
      name: "counterfoil_xero_parked_organisations",
      help: "Organisations to which nothing is sent at the moment, by reason",
      labelNames: ["reason"] as const,
      registers,
    }),
    dueRows: new Gauge({
      name: "counterfoil_due_rows",
      help: "Rows whose time has come, by lane",
      labelNames: ["lane"] as const,
      registers,
    }),
    oldestDueSeconds: new Gauge({
      name: "counterfoil_oldest_due_seconds",
      help: "How long the most overdue row has waited, by lane",
      labelNames: ["lane"] as const,
      registers,
    }),
  };
}
