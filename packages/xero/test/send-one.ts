import type { LedgerOperation } from "@counterfoil/core/ports";
import { createLedger } from "../src/ledger.ts";
import { CONTACT_ID, invoiceDraft } from "./drafts.ts";
import { patienceMs, type ScriptedAnswer, startScriptedServer } from "./scripted-server.ts";

export const TOKEN = "secret-access-token";
export const KEY = "k".repeat(128);
export const LIMITS = {
  "X-MinLimit-Remaining": "59",
  "X-DayLimit-Remaining": "4999",
  "X-AppMinLimit-Remaining": "9999",
  "Xero-Correlation-Id": "5c2d",
};
export const XERO_ID = "ed255415-e141-4150-aab7-89c3bbbb851c";
export const NO_ID = "00000000-0000-0000-0000-000000000000";
export const stored = (number = "INV-1002") => ({
  InvoiceID: XERO_ID,
  InvoiceNumber: number,
  Status: "AUTHORISED",
  Total: 48.0,
  TotalTax: 8.1,
  CurrencyCode: "GBP",
  HasErrors: false,
  StatusAttributeString: "OK",
  LineItems: [{ ValidationErrors: [] }],
  SomethingNew: { from: "the future" },
});
export const rejected = (message: string, number = "INV-1003") => ({
  InvoiceID: NO_ID,
  InvoiceNumber: number,
  StatusAttributeString: "ERROR",
  HasErrors: true,
  ValidationErrors: [{ Message: message }],
});

/** Sends one call to a Xero that answers so, and says what became of it. */
export async function send(answer: ScriptedAnswer, operation: LedgerOperation = invoice()) {
  const server = await startScriptedServer(() => answer);
  try {
    const ledger = createLedger({ apiUrl: `${server.url}/api.xro/2.0`, timeoutMs: patienceMs(answer) });
    const request = ledger.request(operation);
    const outcome = await ledger.send({
      request,
      accessToken: TOKEN,
      xeroTenantId: "tenant",
      idempotencyKey: KEY,
    });
    return { outcome, request, seen: server.seen };
  } finally {
    server.stop();
  }
}

export function invoice(...numbers: string[]): LedgerOperation {
  const items = (numbers.length > 0 ? numbers : ["INV-1002"]).map((number) => ({
    draft: invoiceDraft({ number }),
    contactId: CONTACT_ID,
    name: null,
  }));
  return { kind: "create", what: "invoice", items };
}
