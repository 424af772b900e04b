import type { LedgerCall } from "@counterfoil/core/ports";
import type { AccountingApi } from "xero-node";

export type WrittenKind = "contact" | "invoice" | "credit_note";

/** Which call of the SDK a stored request is. Throws on a request we never built. */
export function routeRequest(request: LedgerCall["request"]): {
  what: WrittenKind;
  send: (api: AccountingApi, call: LedgerCall) => Promise<unknown>;
} {
  const [path = ""] = request.path.split("?");
  const [, collection = "", id] = path.split("/");
  const what = KINDS[collection];
  if (!what || (request.method === "PUT") !== (id === undefined)) {
    throw new Error(`not a request of ours: ${request.method} ${path}`);
  }
  return {
    what,
    send: (api, call) => (id === undefined ? create(api, what, call) : update(api, what, id, call)),
  };
}

function create(api: AccountingApi, what: WrittenKind, call: LedgerCall): Promise<unknown> {
  const { xeroTenantId, idempotencyKey } = call;
  switch (what) {
    case "contact":
      return api.createContacts(xeroTenantId, {}, false, idempotencyKey);
    case "invoice":
      return api.createInvoices(xeroTenantId, {}, false, UNIT_DECIMALS, idempotencyKey);
    case "credit_note":
      return api.createCreditNotes(xeroTenantId, {}, false, UNIT_DECIMALS, idempotencyKey);
    default:
      return what satisfies never;
  }
}

function update(api: AccountingApi, what: WrittenKind, id: string, call: LedgerCall): Promise<unknown> {
  const { xeroTenantId, idempotencyKey } = call;
  switch (what) {
    case "contact":
      return api.updateContact(xeroTenantId, id, {}, idempotencyKey);
    case "invoice":
      return api.updateInvoice(xeroTenantId, id, {}, UNIT_DECIMALS, idempotencyKey);
    case "credit_note":
      return api.updateCreditNote(xeroTenantId, id, {}, UNIT_DECIMALS, idempotencyKey);
    default:
      return what satisfies never;
  }
}

const UNIT_DECIMALS = 4;

const KINDS: Readonly<Record<string, WrittenKind>> = {
  Contacts: "contact",
  Invoices: "invoice",
  CreditNotes: "credit_note",
};
