import { type Fix, type ReasonCode, reasonFix } from "@counterfoil/core/reasons";
import type { HelpSlug } from "./help-pages.ts";

/** Where each card, empty state and notice of the dashboard is explained: a page of /help, and a heading in it. */
export const helpPlaces = {
  gettingStarted: "getting-started",
  fiveWords: "getting-started#the-five-words",
  booksAgree: "getting-started#do-the-books-agree",
  members: "getting-started#who-may-do-what",
  sandbox: "getting-started#trying-it-without-real-books",
  pairStore: "connect-magento#pair-the-store",
  magentoModule: "connect-magento#what-the-store-needs",
  pairingFails: "connect-magento#when-pairing-does-not-work",
  storeRefusesUs: "connect-magento#paired-but-the-store-refuses-us",
  storeSilent: "connect-magento#when-documents-stop-arriving",
  embedded: "connect-magento#inside-magento",
  disconnectStore: "connect-magento#disconnecting",
  xeroPermissions: "connect-xero#what-we-read-and-write",
  connectXero: "connect-xero#connect",
  consentFails: "connect-xero#when-connecting-does-not-work",
  severalStores: "connect-xero#several-stores-one-organisation",
  reconnectXero: "connect-xero#reconnecting",
  disconnectXero: "connect-xero#disconnecting",
  taxMapping: "tax-and-cents#how-a-tax-rate-is-chosen",
  pricesIncludeTax: "tax-and-cents#discounts-and-prices-with-tax",
  rounding: "tax-and-cents#rounding",
  accounts: "tax-and-cents#accounts",
  unexplained: "tax-and-cents#gift-cards-store-credit-surcharges",
  totalsDiffer: "tax-and-cents#when-xero-comes-to-another-total",
  paymentMethods: "payments-and-refunds#which-account",
  paidIsNotMoney: "payments-and-refunds#paid-in-magento-is-not-always-money",
  paymentsWait: "payments-and-refunds#payments-that-wait",
  refunds: "payments-and-refunds#refunds-follow-payments",
  alreadyInXero: "payments-and-refunds#an-invoice-that-another-app-put-into-xero",
  clearingAccount: "gateway-payouts#set-it-up-once",
  startDate: "dates-and-numbers#start-date",
  timeZone: "dates-and-numbers#the-day-of-a-document",
  lockedPeriods: "dates-and-numbers#locked-periods",
  numbers: "dates-and-numbers#number-prefixes",
  numberTaken: "dates-and-numbers#when-a-number-is-taken",
  invoiceStatus: "dates-and-numbers#draft-awaiting-approval-or-approved",
  markAsSent: "dates-and-numbers#reminders",
  syncBehaviour: "dates-and-numbers#which-documents-go",
  customers: "dates-and-numbers#customers",
  waiting: "when-something-waits#what-goes-by-itself",
  needsYou: "when-something-waits#when-something-needs-you",
  unconfirmed: "when-something-waits#checking-with-xero",
  changedInXero: "when-something-waits#when-people-change-things-in-xero",
  reasons: "reasons",
} as const satisfies Record<string, HelpSlug | `${HelpSlug}#${string}`>;

export type HelpPlace = keyof typeof helpPlaces;

/** The address of a place, or of a reason's own entry among the reasons. */
export function helpHref(to: HelpPlace | { reason: ReasonCode }): string {
  return typeof to === "string" ? `/help/${helpPlaces[to]}` : `/help/reasons#${to.reason}`;
}

/** Where the thing that mends a reason is explained; null where the reason's own words say it all. */
export function placeOfReason(code: ReasonCode): HelpPlace | null {
  return placeByReason[code] ?? placeByFix[reasonFix(code)?.at ?? "document"];
}

const placeByReason: Partial<Record<ReasonCode, HelpPlace>> = {
  unconfirmed: "unconfirmed",
  collecting: "waiting",
  waiting_for_contact: "waiting",
  waiting_for_invoice: "waiting",
  waiting_for_payment: "waiting",
  waiting_for_credit_note: "waiting",
  xero_daily_limit: "waiting",
  xero_unavailable: "waiting",
  unpaid_invoice: "syncBehaviour",
  zero_value_invoice: "syncBehaviour",
  no_binding_for_store_view: "syncBehaviour",
  magento_total_unexplained: "unexplained",
  not_started: "startDate",
  outside_sync_since: "startDate",
  reconnect_required: "reconnectXero",
  awaiting_approval: "paymentsWait",
  already_paid_in_xero: "paymentsWait",
  nothing_to_pay: "paymentsWait",
  payment_more_than_due: "paymentsWait",
  left_as_credit: "refunds",
  payment_left_to_bank: "paidIsNotMoney",
  store_unreachable: "storeSilent",
  store_refuses_us: "storeRefusesUs",
  xero_total_differs: "totalsDiffer",
  reversing: "totalsDiffer",
  number_taken: "numberTaken",
  contact_taken: "customers",
  xero_plan_limit: "invoiceStatus",
  voided_in_xero: "changedInXero",
  changed_in_xero: "changedInXero",
  refund_needs_its_invoice: "alreadyInXero",
  currency_not_enabled: "needsYou",
};

const placeByFix: Record<Fix["at"], HelpPlace | null> = {
  tax_map: "taxMapping",
  accounts: "accounts",
  payments: "paymentMethods",
  customers: "customers",
  numbers: "numbers",
  dates: "lockedPeriods",
  sync: "gettingStarted",
  bindings: "severalStores",
  connection: "connectXero",
  store: "pairStore",
  document: "needsYou",
  xero: "needsYou",
  plan: null,
};
