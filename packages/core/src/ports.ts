import type { AllocationDraft, ContactDraft, Draft, PaymentDraft, RefundDraft } from "./draft.ts";
import type { ReferenceData, ReferenceKind } from "./reference.ts";
import type { CreditMemoSale, InvoiceSale, PaymentSale, SaleCustomer } from "./sale.ts";

/** What the services need of an accounting system. `packages/xero` implements it; nothing else knows what Xero looks like. */
export type Ledger = {
  /** The exact input of one call, as JSON text: stored with the attempt before the call, replayed byte for byte. */
  request(operation: LedgerOperation): LedgerRequest;
  /** One call. Never throws for what the other side did: every outcome is a value. */
  send(call: LedgerCall): Promise<LedgerOutcome>;
  readReference(kind: ReferenceKind, access: LedgerAccess): Promise<LedgerRead<ReferenceData[ReferenceKind]>>;
  /** Every page of contacts changed since (UTC instant), null = all. */
  readContacts(
    input: { page: number; modifiedSince: Date | null } & LedgerAccess,
  ): Promise<LedgerRead<LedgerContact[]>>;
  /** What stands in Xero, voided and deleted documents included: nothing found is an empty list. */
  readDocuments(query: LedgerQuery & LedgerAccess): Promise<LedgerRead<LedgerDocument[]>>;
};

export type LedgerDocumentKind = "invoice" | "credit_note" | "payment" | "contact";

/** Sales documents only: bills and the credit notes of suppliers may have the same numbers. */
export type LedgerQuery =
  /** One page, from 1, of up to 1,000, ordered by when it changed; `since` is a UTC instant, to the second. */
  | { by: "change"; kind: LedgerDocumentKind; since: Date; page: number }
  /** At most `MAX_KEYS_PER_READ` of them. */
  | { by: "number"; kind: "invoice"; numbers: readonly string[] }
  | { by: "id"; kind: "invoice"; ids: readonly string[] }
  /** One, by Xero's id or its own number; with its allocations and payments. */
  | { by: "key"; kind: "invoice" | "credit_note" | "contact"; key: string }
  | { by: "reference"; kind: "payment"; reference: string };

/** What fits into one address. */
export const MAX_KEYS_PER_READ = 40;

/** Amounts are decimal text in the document's own currency, null where the kind has none. */
export type LedgerDocument = {
  kind: LedgerDocumentKind;
  xeroId: string;
  /** InvoiceNumber, CreditNoteNumber or ContactNumber; payments have none. */
  number: string | null;
  /** Of a contact. */
  name: string | null;
  /** As Xero spells it; a contact's ContactStatus. */
  status: string;
  /** A payment's is its Amount. */
  total: string | null;
  totalTax: string | null;
  amountDue: string | null;
  remainingCredit: string | null;
  currencyCode: string | null;
  /** The contact it is for. */
  contactId: string | null;
  reference: string | null;
  url: string | null;
  updatedAt: Date | null;
  /** Of a payment: what it settles, as that stands now. */
  settles: { kind: "invoice" | "credit_note"; xeroId: string } | null;
  /** Of a credit note: what of it was used for which invoice. */
  allocations: { invoiceId: string; amount: string }[];
  /** Of an invoice or credit note read by key: its payments that were not deleted. */
  payments: { xeroId: string; amount: string; reference: string | null }[];
  /** Of a contact that was merged away. */
  mergedToContactId: string | null;
};

/** PUT creates (never POST); `update` posts by id. */
export type LedgerOperation =
  | {
      kind: "create";
      what: "contact" | "invoice" | "credit_note";
      items: { draft: Draft; contactId: string | null; name: string | null }[];
    }
  /** Payments of invoices and refunds of credit notes may share a call; `xeroId` is the invoice's or the credit note's. */
  | { kind: "pay"; items: { draft: PaymentDraft | RefundDraft; xeroId: string }[] }
  | { kind: "allocate"; draft: AllocationDraft; creditNoteId: string; invoiceId: string }
  | { kind: "update-contacts"; items: ContactChange[] }
  | { kind: "rename"; what: "invoice" | "credit_note"; xeroId: string; number: string }
  | { kind: "remove"; what: "invoice" | "credit_note"; xeroId: string; status: "VOIDED" | "DELETED" }
  | { kind: "remove"; what: "payment"; xeroId: string; status: "DELETED" };

/** Null is left as it stands there. */
export type ContactChange = {
  contactId: string;
  contactNumber: string | null;
  name: string | null;
  draft: ContactDraft | null;
};

export type LedgerRequest = { method: "PUT" | "POST"; path: string; body: string };
export type LedgerAccess = { accessToken: string; xeroTenantId: string };
export type LedgerCall = LedgerAccess & { request: LedgerRequest; idempotencyKey: string };

/** What the response headers said of our budgets; null where a header was absent. */
export type LedgerLimits = {
  minuteRemaining: number | null;
  dayRemaining: number | null;
  appMinuteRemaining: number | null;
};

export type LedgerElement =
  | {
      ok: true;
      xeroId: string;
      /** InvoiceNumber, CreditNoteNumber or ContactNumber; a payment's Reference. */
      number: string | null;
      name: string | null;
      status: string | null;
      /** Decimal text, null for contacts; a payment's or an allocation's Amount. */
      total: string | null;
      totalTax: string | null;
      currencyCode: string | null;
      /** A payment's day, YYYY-MM-DD; null for all else. */
      date: string | null;
      warnings: string[];
      /** A warning that says Xero dropped something we sent. */
      dataDropped: boolean;
    }
  | { ok: false; problems: LedgerProblem[] };

/** One of Xero's sentences, and what it means to us where we know it. */
export type LedgerProblem = { message: string; meaning: LedgerMeaning };
export type LedgerMeaning =
  | "number_taken"
  | "contact_name_taken"
  | "contact_number_taken"
  | "contact_archived"
  | "contact_unknown"
  | "account_invalid"
  | "account_archived"
  | "tax_type_invalid"
  | "tax_type_not_allowed_on_account"
  | "tax_amount_refused"
  | "currency_not_enabled"
  | "period_locked"
  | "plan_limit"
  | "not_modifiable"
  /** It is voided or deleted: nothing changes it any more. */
  | "already_gone"
  /** The document is no longer approved, or not yet. */
  | "document_not_authorised"
  /** More than is due on the invoice or left of the credit note. */
  | "more_than_due"
  | "already_settled"
  /** A credit note and the invoice it is to be allocated to are two contacts'. */
  | "other_contact"
  | "other";

export type LedgerOutcome = {
  limits: LedgerLimits;
  correlationId: string | null;
  httpStatus: number | null;
} & (
  | { kind: "elements"; elements: LedgerElement[] }
  /** The whole request was refused with a 4xx that is not about access or limits. */
  | { kind: "refused"; problems: LedgerProblem[] }
  /** The stored key was used with another request: our bookkeeping is wrong, the effect is unknown. */
  | { kind: "key-reused" }
  | {
      kind: "rate-limited";
      problem: "minute" | "day" | "concurrent" | "appminute";
      retryAfterSeconds: number | null;
    }
  | { kind: "access"; problem: "token" | "scope" | "organisation" }
  /** 5xx, or a 2xx that cannot be read: the effect is unknown and the key is spent. */
  | { kind: "server-error"; detail: string }
  /** Timeout, cut or refused connection: no answer at all. `sent` = false when the request provably never left. */
  | { kind: "no-answer"; detail: string; sent: boolean }
);

export type LedgerRead<T> = { limits: LedgerLimits } & (
  | { ok: true; value: T; isLastPage: boolean }
  | {
      ok: false;
      problem: "token" | "scope" | "organisation" | "rate-limited" | "unavailable";
      detail: string;
      retryAfterSeconds: number | null;
      /** It was sent and not answered: Xero may still be at work on it. */
      isUnanswered: boolean;
    }
);

export type LedgerContact = {
  contactId: string;
  contactNumber: string | null;
  name: string;
  emailAddress: string | null;
  status: string;
  mergedToContactId: string | null;
};

/** What the services need of a store. `packages/magento` implements it. */
export type Storefront = {
  pair(input: {
    baseUrl: string;
    pairingCode: string;
    storeId: string;
    apiKey: string;
    ledgerBaseUrl: string;
  }): Promise<PairOutcome>;
  ping(access: StorefrontAccess): Promise<StorefrontRead<true>>;
  invoice(id: number, access: StorefrontAccess): Promise<StorefrontRead<InvoiceSale>>;
  creditMemo(id: number, access: StorefrontAccess): Promise<StorefrontRead<CreditMemoSale>>;
  /** The profile: saved addresses only, and hardly ever a company. Never 0, which is a guest. */
  customer(id: number, access: StorefrontAccess): Promise<StorefrontRead<SaleCustomer>>;
  payment(invoiceId: number, access: StorefrontAccess): Promise<StorefrontRead<PaymentSale>>;
  paymentMethods(
    access: StorefrontAccess,
  ): Promise<StorefrontRead<{ code: string; label: string | null; isActive: boolean }[]>>;
  pushSyncState(row: SyncStateRow, access: StorefrontAccess): Promise<StorefrontRead<true>>;
};

export type StorefrontAccess = { baseUrl: string; storeId: string; apiKey: string };

export type PairOutcome =
  | { ok: true }
  | {
      ok: false;
      problem:
        | "code_refused"
        | "rejected"
        | "unreachable"
        | "timeout"
        | "redirected"
        | "not_json"
        | "http_refused"
        | "private_address"
        | "module_missing"
        | "needs_basic_auth"
        | "server_error"
        | "address_invalid";
      detail: string;
      /** Where the store redirected to, to be offered. */
      location: string | null;
      /** True when the store certainly did not take the new key over. */
      keyNotTaken: boolean;
    };

export type StorefrontRead<T> =
  | { ok: true; value: T }
  | { ok: false; problem: "not_found" | "refused" | "unavailable" | "invalid"; detail: string };

export type SyncStateRow = {
  entityType: "invoice" | "creditmemo" | "customer";
  magentoId: number;
  status: "synced" | "skipped" | "failed";
  providerEntityId: string | null;
  providerReference: string | null;
  skipReason: string | null;
  errorCode: string | null;
  lastSyncAt: Date;
};
