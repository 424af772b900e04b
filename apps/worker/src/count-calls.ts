import type { Ledger, Storefront } from "@counterfoil/core/ports";
import type { Metrics } from "@counterfoil/telemetry/metrics";

/** The same ledger, with every call counted by what it was for and what came back. */
export function countLedgerCalls(ledger: Ledger | null, metrics: Metrics): Ledger | null {
  if (!ledger) return null;
  const countRead = (kind: string, problem: string | null) => {
    metrics.ledgerCalls.inc({ kind, outcome: problem ?? "read", status: problem === null ? "200" : "" });
    if (problem === "rate-limited") metrics.ledgerRateLimited.inc({ problem: "minute" });
  };
  return {
    request: ledger.request,
    send: async (call) => {
      const outcome = await ledger.send(call);
      // "/Invoices/…?unitdp=4" → "Invoices": a closed list, where ids would grow for ever.
      const [, kind = ""] = call.request.path.split(/[/?]/);
      const status = String(outcome.httpStatus ?? "none");
      metrics.ledgerCalls.inc({ kind, outcome: outcome.kind, status });
      if (outcome.kind === "rate-limited") metrics.ledgerRateLimited.inc({ problem: outcome.problem });
      return outcome;
    },
    readReference: async (kind, access) => {
      const read = await ledger.readReference(kind, access);
      countRead(`read_${kind}`, read.ok ? null : read.problem);
      return read;
    },
    readContacts: async (input) => {
      const read = await ledger.readContacts(input);
      countRead("read_contacts", read.ok ? null : read.problem);
      return read;
    },
    readDocuments: async (query) => {
      const read = await ledger.readDocuments(query);
      countRead(`look_up_${query.kind}`, read.ok ? null : read.problem);
      return read;
    },
  };
}

/** The same store, counted likewise. Pairing is not the worker's. */
export function countStoreCalls(storefront: Storefront, metrics: Metrics): Storefront {
  const counted = async <T extends { ok: true } | { ok: false; problem: string }>(
    kind: string,
    call: Promise<T>,
  ) => {
    const answer = await call;
    metrics.storeCalls.inc({ kind, outcome: answer.ok ? "ok" : answer.problem });
    return answer;
  };
  return {
    pair: storefront.pair,
    ping: (access) => counted("ping", storefront.ping(access)),
    invoice: (id, access) => counted("invoice", storefront.invoice(id, access)),
    creditMemo: (id, access) => counted("creditmemo", storefront.creditMemo(id, access)),
    customer: (id, access) => counted("customer", storefront.customer(id, access)),
    payment: (id, access) => counted("payment", storefront.payment(id, access)),
    paymentMethods: (access) => counted("payment-methods", storefront.paymentMethods(access)),
    pushSyncState: (row, access) => counted("sync-state", storefront.pushSyncState(row, access)),
  };
}
