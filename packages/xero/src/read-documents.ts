import type { LedgerDocument, LedgerQuery } from "@counterfoil/core/ports";
import type { AccountingApi } from "xero-node";
import type { Answer } from "./exchange.ts";
import { wireContacts, wireStandingCreditNotes, wireStandingInvoices, wireStandingPayments } from "./wire.ts";

const PAGE_SIZE = 1000;

/** Invoices come without lines (`summaryOnly`), since Xero charges for what it sends; archived contacts still own their numbers. */
export function askForDocuments(
  api: AccountingApi,
  input: { xeroTenantId: string } & LedgerQuery,
): Promise<unknown> {
  const { xeroTenantId: organisation } = input;
  switch (input.by) {
    case "change":
      return askForChanges(api, input);
    case "number":
      return askForInvoices(api, { organisation, numbers: input.numbers });
    case "id":
      return askForInvoices(api, { organisation, ids: input.ids });
    case "key":
      if (input.kind === "invoice") return api.getInvoice(organisation, input.key);
      if (input.kind === "credit_note") return api.getCreditNote(organisation, input.key);
      return api.getContact(organisation, input.key);
    case "reference": {
      const where = `Reference=="${input.reference.replace(/["\\]/g, "\\$&")}"`;
      return api.getPayments(organisation, undefined, where, undefined, 1, PAGE_SIZE);
    }
    default:
      return input satisfies never;
  }
}

function askForChanges(
  api: AccountingApi,
  input: { xeroTenantId: string } & Extract<LedgerQuery, { by: "change" }>,
): Promise<unknown> {
  const { xeroTenantId: organisation, kind, page } = input;
  const options = { headers: { "If-Modified-Since": input.since.toISOString().slice(0, 19) } };
  const none = undefined;
  switch (kind) {
    case "invoice":
      return askForInvoices(api, { organisation, page, options });
    case "credit_note":
      return api.getCreditNotes(organisation, none, none, none, page, none, PAGE_SIZE, options);
    case "payment":
      return api.getPayments(organisation, none, none, none, page, PAGE_SIZE, options);
    case "contact":
      return api.getContacts(
        organisation,
        none,
        none,
        none,
        none,
        page,
        true,
        true,
        none,
        PAGE_SIZE,
        options,
      );
    default:
      return kind satisfies never;
  }
}

function askForInvoices(
  api: AccountingApi,
  input: {
    organisation: string;
    numbers?: readonly string[];
    ids?: readonly string[];
    page?: number;
    options?: { headers: { [name: string]: string } };
  },
): Promise<unknown> {
  const { organisation, numbers, ids, page = 1, options } = input;
  const none = undefined;
  return api.getInvoices(
    organisation,
    none,
    none,
    none,
    ids && [...ids],
    numbers && [...numbers],
    none,
    none,
    page,
    none,
    none,
    none,
    true,
    PAGE_SIZE,
    none,
    options,
  );
}

/** Xero's two ways to say so, neither of them JSON. Any other 404 is not Xero's, and says nothing of the document. */
export function saysNotThere(answer: Answer): boolean {
  return (
    answer.status === 404 && /^\s*(The resource you're looking for cannot be found\b.*)?$/i.test(answer.text)
  );
}

/** Null for a body that cannot be read. */
export function mapDocuments(
  query: LedgerQuery,
  body: unknown,
): { value: LedgerDocument[]; isLastPage: boolean } | null {
  const read = documentsIn(query, body);
  if (!read) return null;
  const { pageCount, length, value } = read;
  const page = query.by === "change" ? query.page : 1;
  const isLastPage =
    query.by === "key" || (pageCount === null ? length < PAGE_SIZE : page >= pageCount || length === 0);
  return { value, isLastPage };
}

type Read = { value: LedgerDocument[]; pageCount: number | null; length: number };

function documentsIn(query: LedgerQuery, body: unknown): Read | null {
  switch (query.kind) {
    case "invoice": {
      const wire = wireStandingInvoices.safeParse(body).data;
      return wire ? readIn(wire, wire.Invoices, wire.Invoices.filter(isOfSale).map(invoice)) : null;
    }
    case "credit_note": {
      const wire = wireStandingCreditNotes.safeParse(body).data;
      return wire ? readIn(wire, wire.CreditNotes, wire.CreditNotes.filter(isOfSale).map(creditNote)) : null;
    }
    case "payment": {
      const wire = wireStandingPayments.safeParse(body).data;
      return wire ? readIn(wire, wire.Payments, wire.Payments.map(payment)) : null;
    }
    case "contact": {
      const wire = wireContacts.safeParse(body).data;
      return wire ? readIn(wire, wire.Contacts, wire.Contacts.map(contact)) : null;
    }
    default:
      return query satisfies never;
  }
}

function readIn(
  wire: { pagination?: { pageCount?: number | null | undefined } | null | undefined },
  all: readonly unknown[],
  value: LedgerDocument[],
): Read {
  return { value, pageCount: wire.pagination?.pageCount ?? null, length: all.length };
}

const isOfSale = ({ Type }: { Type: string }) => Type === "ACCREC" || Type === "ACCRECCREDIT";

const NOTHING = {
  number: null,
  name: null,
  total: null,
  totalTax: null,
  amountDue: null,
  remainingCredit: null,
  currencyCode: null,
  contactId: null,
  reference: null,
  url: null,
  settles: null,
  allocations: [],
  payments: [],
  mergedToContactId: null,
} as const;

type Each<T> = T extends (infer Element)[] ? Element : never;
type WireInvoice = Each<ReturnType<typeof wireStandingInvoices.parse>["Invoices"]>;
type WireCreditNote = Each<ReturnType<typeof wireStandingCreditNotes.parse>["CreditNotes"]>;
type WirePayment = Each<ReturnType<typeof wireStandingPayments.parse>["Payments"]>;
type WireContact = Each<ReturnType<typeof wireContacts.parse>["Contacts"]>;

function invoice(wire: WireInvoice): LedgerDocument {
  return {
    ...NOTHING,
    ...document(wire),
    kind: "invoice",
    xeroId: wire.InvoiceID,
    number: wire.InvoiceNumber,
    amountDue: wire.AmountDue,
    url: wire.Url,
    allocations: [],
  };
}

function creditNote(wire: WireCreditNote): LedgerDocument {
  return {
    ...NOTHING,
    ...document(wire),
    kind: "credit_note",
    xeroId: wire.CreditNoteID,
    number: wire.CreditNoteNumber,
    remainingCredit: wire.RemainingCredit,
    allocations: (wire.Allocations ?? []).flatMap((each) =>
      each.Invoice && each.Amount !== null && !each.IsDeleted
        ? [{ invoiceId: each.Invoice.InvoiceID, amount: each.Amount }]
        : [],
    ),
  };
}

function document(wire: WireInvoice | WireCreditNote) {
  return {
    status: wire.Status,
    total: wire.Total,
    totalTax: wire.TotalTax,
    currencyCode: wire.CurrencyCode,
    contactId: wire.Contact?.ContactID ?? null,
    reference: wire.Reference,
    updatedAt: wire.UpdatedDateUTC,
    payments: (wire.Payments ?? []).flatMap((each) =>
      each.Amount === null || each.Status === "DELETED"
        ? []
        : [{ xeroId: each.PaymentID, amount: each.Amount, reference: each.Reference }],
    ),
  };
}

function payment(wire: WirePayment): LedgerDocument {
  const { Invoice, CreditNote } = wire;
  const settled = Invoice ?? CreditNote;
  return {
    ...NOTHING,
    kind: "payment",
    xeroId: wire.PaymentID,
    status: wire.Status,
    total: wire.Amount,
    currencyCode: wire.CurrencyCode ?? settled?.CurrencyCode ?? null,
    contactId: settled?.Contact?.ContactID ?? null,
    reference: wire.Reference,
    updatedAt: wire.UpdatedDateUTC,
    settles: Invoice?.InvoiceID
      ? { kind: "invoice", xeroId: Invoice.InvoiceID }
      : CreditNote?.CreditNoteID
        ? { kind: "credit_note", xeroId: CreditNote.CreditNoteID }
        : null,
    allocations: [],
    payments: [],
  };
}

function contact(wire: WireContact): LedgerDocument {
  return {
    ...NOTHING,
    kind: "contact",
    xeroId: wire.ContactID,
    number: wire.ContactNumber,
    name: wire.Name,
    status: wire.ContactStatus ?? "ACTIVE",
    updatedAt: wire.UpdatedDateUTC,
    allocations: [],
    payments: [],
    mergedToContactId: wire.MergedToContactID,
  };
}
