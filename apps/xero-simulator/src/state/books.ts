// What one organisation holds. Amounts are decimal strings, calendar days are YYYY-MM-DD,
// instants are milliseconds: everything here survives JSON.

export type AccountClass = "ASSET" | "EQUITY" | "EXPENSE" | "LIABILITY" | "REVENUE";

export interface Account {
  accountId: string;
  code: string;
  name: string;
  type: string;
  class: AccountClass;
  status: "ACTIVE" | "ARCHIVED";
  taxType: string;
  description: string;
  systemAccount: string | null;
  enablePaymentsToAccount: boolean;
  showInExpenseClaims: boolean;
  bankAccountNumber: string | null;
  currencyCode: string | null;
  updatedAt: number;
}

export interface TaxRate {
  name: string;
  taxType: string;
  status: "ACTIVE" | "DELETED" | "ARCHIVED" | "PENDING";
  /** Percent, e.g. "20". */
  effectiveRate: string;
  components: { name: string; rate: string; isCompound: boolean }[];
  reportTaxType: string;
  appliesTo: AccountClass[];
}

export interface BrandingTheme {
  brandingThemeId: string;
  name: string;
  sortOrder: number;
  createdAt: number;
}

export interface TrackingCategory {
  trackingCategoryId: string;
  name: string;
  status: "ACTIVE" | "ARCHIVED";
  options: { trackingOptionId: string; name: string; status: "ACTIVE" | "ARCHIVED" }[];
}

export interface PaymentTerm {
  day: number;
  type: "DAYSAFTERBILLDATE" | "DAYSAFTERBILLMONTH" | "OFCURRENTMONTH" | "OFFOLLOWINGMONTH";
}

export interface Address {
  type: "POBOX" | "STREET";
  lines: string[];
  city: string;
  region: string;
  postalCode: string;
  country: string;
  attentionTo: string;
}

export interface Phone {
  type: "DEFAULT" | "DDI" | "FAX" | "MOBILE";
  number: string;
  areaCode: string;
  countryCode: string;
}

export interface ContactPerson {
  firstName: string;
  lastName: string;
  emailAddress: string;
  includeInEmails: boolean;
}

export interface Contact {
  contactId: string;
  contactNumber: string | null;
  accountNumber: string | null;
  name: string;
  status: "ACTIVE" | "ARCHIVED" | "GDPRREQUEST";
  firstName: string;
  lastName: string;
  companyNumber: string;
  emailAddress: string;
  taxNumber: string;
  website: string;
  accountsReceivableTaxType: string;
  accountsPayableTaxType: string;
  defaultCurrency: string | null;
  salesTerms: PaymentTerm | null;
  billsTerms: PaymentTerm | null;
  addresses: Address[];
  phones: Phone[];
  contactPersons: ContactPerson[];
  isCustomer: boolean;
  isSupplier: boolean;
  /** A person merged it into another contact. */
  mergedToContactId?: string;
  updatedAt: number;
}

export type LineAmountTypes = "Exclusive" | "Inclusive" | "NoTax";
export type DocumentStatus = "DRAFT" | "SUBMITTED" | "AUTHORISED" | "PAID" | "VOIDED" | "DELETED";

export interface DocumentLine {
  lineItemId: string;
  description: string;
  /** Null on a line that is only a description. */
  quantity: string | null;
  unitAmount: string | null;
  lineAmount: string;
  discountRate: string | null;
  discountAmount: string | null;
  taxType: string;
  taxAmount: string;
  accountId: string | null;
  accountCode: string | null;
  itemCode: string | null;
  tracking: { trackingCategoryId: string; trackingOptionId: string; name: string; option: string }[];
}

interface SalesDocument {
  number: string;
  contactId: string;
  date: string;
  status: DocumentStatus;
  lineAmountTypes: LineAmountTypes;
  lines: DocumentLine[];
  reference: string;
  currencyCode: string;
  currencyRate: string;
  brandingThemeId: string | null;
  sentToContact: boolean;
  subTotal: string;
  totalTax: string;
  total: string;
  totalDiscount: string;
  fullyPaidOn: string | null;
  clientId: string;
  updatedAt: number;
}

export interface Invoice extends SalesDocument {
  invoiceId: string;
  type: "ACCREC" | "ACCPAY";
  dueDate: string | null;
  url: string | null;
  expectedPaymentDate: string | null;
  plannedPaymentDate: string | null;
  amountPaid: string;
  amountCredited: string;
}

export interface CreditNote extends SalesDocument {
  creditNoteId: string;
  type: "ACCRECCREDIT" | "ACCPAYCREDIT";
  amountRefunded: string;
  amountAllocated: string;
}

export interface Payment {
  paymentId: string;
  invoiceId: string | null;
  creditNoteId: string | null;
  accountId: string;
  date: string;
  amount: string;
  bankAmount: string;
  currencyRate: string;
  reference: string;
  status: "AUTHORISED" | "DELETED";
  isReconciled: boolean;
  updatedAt: number;
}

export interface Allocation {
  allocationId: string;
  creditNoteId: string;
  invoiceId: string;
  amount: string;
  date: string;
  isDeleted: boolean;
}

export interface ItemPrice {
  unitPrice: string | null;
  accountCode: string | null;
  taxType: string | null;
}

export interface Item {
  itemId: string;
  code: string;
  name: string;
  description: string;
  purchaseDescription: string;
  sales: ItemPrice;
  purchase: ItemPrice;
  updatedAt: number;
}

/** A note on a document: permanent, neither edited nor deleted. */
export interface HistoryRecord {
  at: number;
  changes: string;
  details: string;
}

export interface Attachment {
  attachmentId: string;
  fileName: string;
  mimeType: string;
  includeOnline: boolean;
  contentLength: number;
  base64: string;
}

export interface OrganisationDetails {
  organisationId: string;
  name: string;
  legalName: string;
  countryCode: string;
  version: string;
  edition: string;
  class: string;
  baseCurrency: string;
  /** Xero's own spelling, e.g. GMTSTANDARDTIME. */
  timezone: string;
  ianaTimezone: string;
  shortCode: string;
  isDemoCompany: boolean;
  salesTaxBasis: string;
  salesTaxPeriod: string;
  defaultSalesTax: string;
  defaultPurchasesTax: string;
  financialYearEndDay: number;
  financialYearEndMonth: number;
  periodLockDate: string | null;
  endOfYearLockDate: string | null;
  salesTerms: PaymentTerm | null;
  createdAt: number;
  /** The plan takes no more approved invoices. */
  isApprovalLimitReached?: boolean;
  sendsReminders?: boolean;
  /** UNVERIFIED how Xero says it: a consent that it will not have, on its own page and without a way back to the app. */
  consentRefusal?: "none" | "two-uncertified-apps" | "connection-ceiling";
}

export interface Books {
  details: OrganisationDetails;
  accounts: Account[];
  taxRates: TaxRate[];
  brandingThemes: BrandingTheme[];
  trackingCategories: TrackingCategory[];
  currencies: { code: string; description: string }[];
  contacts: Map<string, Contact>;
  invoices: Map<string, Invoice>;
  creditNotes: Map<string, CreditNote>;
  payments: Map<string, Payment>;
  allocations: Map<string, Allocation>;
  items: Map<string, Item>;
  /** By the id of the document they are about. */
  history: Map<string, HistoryRecord[]>;
  attachments: Map<string, Attachment[]>;
  sequences: { invoice: number; creditNote: number };
  /** Look-ups by what callers know; folded with `foldKey`. Rebuilt when a snapshot is loaded. */
  index: {
    invoiceByNumber: Map<string, string>;
    creditNoteByNumber: Map<string, string>;
    contactByActiveName: Map<string, string>;
    contactByNumber: Map<string, string>;
    /** Ids of every bill that has or had a number. */
    billsByNumber: Map<string, Set<string>>;
    /** Ids of payments, and of allocations, by the invoice or credit note they settle. */
    paymentsByDocument: Map<string, Set<string>>;
    allocationsByDocument: Map<string, Set<string>>;
    /** Ids of payments by what a `where` would compare their reference with. */
    paymentsByReference: Map<string, Set<string>>;
  };
}

/** As Xero compares text in a `where`: whatever its case and accents. */
export function foldText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII, which has no accents
  if (/^[\u0000-\u007f]*$/.test(text)) return text.toLowerCase();
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** Numbers and names clash whatever their case. */
export function foldKey(text: string): string {
  return text.toLowerCase();
}
