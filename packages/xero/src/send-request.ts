import type { LedgerCall } from "@counterfoil/core/ports";
import type { AccountingApi } from "xero-node";

export type WrittenKind = "contact" | "invoice" | "credit_note" | "payment" | "allocation";

/** Which call of the SDK a stored request is. Throws on a request we never built. */
export function routeRequest(request: LedgerCall["request"]): {
  what: WrittenKind;
  send: (api: AccountingApi, call: LedgerCall) => Promise<unknown>;
} {
  const [path = ""] = request.path.split("?");
  const [, collection = "", id, part] = path.split("/");
  if (collection === "CreditNotes" && id && part === "Allocations" && request.method === "PUT")
    return { what: "allocation", send: (api, call) => allocate(api, id, call) };
  const what = KINDS[collection];
  // Contacts alone are changed several at once, each by the id in its element.
  if (what === "contact" && request.method === "POST" && id === undefined)
    return { what, send: updateContacts };
  if (!what || part !== undefined || (request.method === "PUT") !== (id === undefined)) {
    throw new Error(`not a request of ours: ${request.method} ${path}`);
  }
  if (id === undefined) return { what, send: (api, call) => create(api, what, call) };
  if (what === "contact") throw new Error(`not a request of ours: ${request.method} ${path}`);
  return { what, send: (api, call) => update(api, what, id, call) };
}

function updateContacts(api: AccountingApi, call: LedgerCall): Promise<unknown> {
  return api.updateOrCreateContacts(call.xeroTenantId, {}, false, call.idempotencyKey);
}

type Collection = Exclude<WrittenKind, "allocation">;

function allocate(api: AccountingApi, creditNoteId: string, call: LedgerCall): Promise<unknown> {
  const { xeroTenantId, idempotencyKey } = call;
  return api.createCreditNoteAllocation(xeroTenantId, creditNoteId, {}, false, idempotencyKey);
}

function create(api: AccountingApi, what: Collection, call: LedgerCall): Promise<unknown> {
  const { xeroTenantId, idempotencyKey } = call;
  switch (what) {
    case "contact":
      return api.createContacts(xeroTenantId, {}, false, idempotencyKey);
    case "invoice":
      return api.createInvoices(xeroTenantId, {}, false, UNIT_DECIMALS, idempotencyKey);
    case "credit_note":
      return api.createCreditNotes(xeroTenantId, {}, false, UNIT_DECIMALS, idempotencyKey);
    case "payment":
      return api.createPayments(xeroTenantId, {}, false, idempotencyKey);
    default:
      return what satisfies never;
  }
}

function update(
  api: AccountingApi,
  what: Exclude<Collection, "contact">,
  id: string,
  call: LedgerCall,
): Promise<unknown> {
  const { xeroTenantId, idempotencyKey } = call;
  switch (what) {
    case "invoice":
      return api.updateInvoice(xeroTenantId, id, {}, UNIT_DECIMALS, idempotencyKey);
    case "credit_note":
      return api.updateCreditNote(xeroTenantId, id, {}, UNIT_DECIMALS, idempotencyKey);
    case "payment":
      return api.deletePayment(xeroTenantId, id, NO_BODY, idempotencyKey);
    default:
      return what satisfies never;
  }
}

const UNIT_DECIMALS = 4;

/** The stored body is what goes; the SDK only wants something of the right type. */
const NO_BODY = { status: "DELETED" };

const KINDS: Readonly<Record<string, Collection>> = {
  Contacts: "contact",
  Invoices: "invoice",
  CreditNotes: "credit_note",
  Payments: "payment",
};
