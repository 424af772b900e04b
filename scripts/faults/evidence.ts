/** What the two simulators and our database hold when all is at rest. Everything the verdict rests on. */
export type Evidence = {
  settings: Settings;
  store: StoreBooks;
  /** The organisation's books before the first document, and at the end. */
  before: Ledger;
  after: Ledger;
  ours: OurRows;
};

/** What the merchant of the run has chosen. */
export type Settings = {
  environment: string;
  xeroTenantId: string;
  storeId: string;
  creditNotePrefix: string;
  /** Method code → Xero account id; null: not recorded, reconciled from the bank. */
  paymentAccounts: Record<string, string | null>;
};

export type StoreBooks = {
  invoices: StoreInvoice[];
  creditMemos: StoreCreditMemo[];
  syncStates: SyncState[];
  outbox: { idempotency_key: string; status: string; last_error: string | null }[];
};

type Hidden = { giftCard: string; storeCredit: string; surcharge: string };
type Customer = { magento_id: number; email: string };
type Line = { line_subtotal: number; line_tax: number };

export type StoreInvoice = {
  kind: "invoice";
  scenario: string;
  hidden: Hidden;
  document: {
    magento_id: number;
    increment_id: string;
    currency: string;
    state: "open" | "paid" | "cancelled";
    customer: Customer;
    lines: Line[];
    shipping_amount: number;
    grand_total: number;
    payment_method?: string;
  };
};

export type StoreCreditMemo = {
  kind: "creditmemo";
  scenario: string;
  hidden: Hidden;
  document: {
    magento_id: number;
    increment_id: string;
    invoice_id?: number;
    currency: string;
    customer: Customer;
    lines: Line[];
    shipping_amount: number;
    adjustment_positive: number;
    adjustment_negative: number;
    grand_total: number;
  };
};

export type SyncState = {
  entity_type: string;
  magento_entity_id: number;
  sync_status: string;
  provider_entity_id: string | null;
  provider_reference: string | null;
  skip_reason: string | null;
  error_code: string | null;
};

/** Amounts are strings of two decimals. */
export type Ledger = {
  contacts: { contactId: string; contactNumber: string | null; name: string; status: string }[];
  invoices: (LedgerDocument & { invoiceId: string; url: string | null; amountDue: string })[];
  creditNotes: (LedgerDocument & { creditNoteId: string; remainingCredit: string })[];
  payments: {
    paymentId: string;
    invoiceId: string | null;
    creditNoteId: string | null;
    accountId: string;
    amount: string;
    reference: string;
    status: string;
  }[];
  allocations: {
    allocationId: string;
    creditNoteId: string;
    invoiceId: string;
    amount: string;
    isDeleted: boolean;
  }[];
};

export type LedgerDocument = {
  number: string;
  status: string;
  contactId: string;
  reference: string;
  currencyCode: string;
  total: string;
};

export type OurRows = {
  documents: { kind: string; magentoId: string; state: string; reason: string | null }[];
  postings: {
    id: string;
    kind: string;
    magentoKey: string;
    state: string;
    reason: string | null;
    reversal: string | null;
    xeroId: string | null;
    /** The document's, null for contacts. */
    documentKind: string | null;
    documentMagentoId: string | null;
  }[];
  /** Things that nothing at rest has, as sentences. */
  loose: string[];
};
