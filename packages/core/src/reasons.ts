import { dayWords } from "./day-words.ts";
import { plainText } from "./plan/text.ts";
import type { PostingState } from "./posting.ts";

/** What a sentence may name: amounts as text ("40.00"), counts, names, dates. A missing one leaves a sentence that still reads. */
export type ReasonParams = Readonly<Record<string, string | number | null | undefined>>;

/** Where the fix is made, and what the button says. */
export type Fix = {
  at:
    | "tax_map"
    | "accounts"
    | "payments"
    | "customers"
    | "numbers"
    | "dates"
    | "sync"
    | "bindings"
    | "connection"
    | "store"
    | "document"
    | "xero"
    | "plan";
  label: string;
};

type Reason = { state: PostingState; sentence: (params: ReasonParams) => string; fix?: Fix };

/** The sentence for people: what happened, whether Xero's books are affected, what to do or that nothing need be done. */
export function reasonSentence(code: ReasonCode, params: ReasonParams = {}): string {
  const short = Object.entries(params).map(([name, value]) => [
    name,
    typeof value === "string" ? plainText(value, { max: MAX_PARAM }) : value,
  ]);
  return reasons[code].sentence(Object.fromEntries(short));
}

/** What a store calls its things may be 4,000 characters long; Xero's own words, of several problems, are the longest that help. */
const MAX_PARAM = 500;

/** Where a person puts it right; null where nobody has to do anything, or only in Magento. */
export function reasonFix(code: ReasonCode): Fix | null {
  const reason: Reason = reasons[code];
  return reason.fix ?? null;
}

/** False for a code of an older version, kept in a row. */
export function isReasonCode(code: string): code is ReasonCode {
  return Object.hasOwn(reasons, code);
}

/** In one file, however long it gets: the sentences are read as a whole. */
export const reasons = {
  // Waiting: it goes by itself.
  not_started: {
    state: "waiting",
    sentence: () => "Ready, and waiting for you to press Start syncing. Nothing is sent to Xero before.",
    fix: { at: "sync", label: "Start syncing" },
  },
  xero_not_connected: {
    state: "waiting",
    sentence: () =>
      "This store is not connected to a Xero organisation yet. Its documents are kept and go when it is.",
    fix: { at: "connection", label: "Connect Xero" },
  },
  reconnect_required: {
    state: "waiting",
    sentence: (p) =>
      `Xero no longer lets us in${to(p.organisation)}. Reconnect once, and everything that waits goes by itself.`,
    fix: { at: "connection", label: "Reconnect Xero" },
  },
  binding_paused: {
    state: "waiting",
    sentence: () => "Syncing is paused. Documents are kept and prepared; they go when you resume.",
    fix: { at: "sync", label: "Resume" },
  },
  binding_closed: {
    state: "waiting",
    sentence: (p) =>
      `Its store was disconnected from ${p.organisation ?? "this organisation"}, so nothing more is sent. It is kept, and goes on where it stopped when the two are connected again.`,
    fix: { at: "bindings", label: "Connect again" },
  },
  waiting_for_contact: {
    state: "waiting",
    sentence: () => "Waiting for its customer to be in Xero. It goes by itself.",
  },
  waiting_for_invoice: {
    state: "waiting",
    sentence: (p) =>
      `Waiting for ${p.number ? `invoice ${p.number}` : "its invoice"} to be in Xero. It goes by itself.`,
  },
  waiting_for_payment: {
    state: "waiting",
    sentence: () =>
      "The credit note is in Xero. Its refund waits for the invoice's payment, and goes by itself.",
  },
  waiting_for_credit_note: {
    state: "waiting",
    sentence: () => "Waiting for its credit note to be in Xero. It goes by itself.",
  },
  awaiting_approval: {
    state: "waiting",
    sentence: (p) =>
      p.document === "credit note"
        ? `${p.number ? `Credit note ${p.number}` : "The credit note"} is in Xero but not approved there. It is refunded or allocated when somebody approves it.`
        : `${p.number ? `Invoice ${p.number}` : "The invoice"} is in Xero but not approved there. Its payment goes when somebody approves it.`,
    fix: { at: "xero", label: "Open in Xero" },
  },
  xero_daily_limit: {
    state: "waiting",
    sentence: (p) =>
      `Xero accepts no more calls today. ${documents(p.count)} by ${p.count === 1 ? "itself" : "themselves"}${from(p.until)}.`,
  },
  xero_unavailable: {
    state: "waiting",
    sentence: () => "Xero does not answer at the moment. We keep trying; nothing need be done.",
  },
  store_unreachable: {
    state: "waiting",
    sentence: (p) =>
      `${p.store ?? "The store"} does not answer, so we cannot fetch the document yet. We keep trying; nothing is lost, nothing is in Xero yet.`,
    fix: { at: "store", label: "Check the store" },
  },
  store_refuses_us: {
    state: "waiting",
    sentence: (p) =>
      `${p.store ?? "The store"} no longer accepts our key, so we cannot fetch the document. Pair the store again, and everything that waits goes by itself.`,
    fix: { at: "store", label: "Pair again" },
  },
  counterfoil_plan_limit: {
    state: "waiting",
    sentence: (p) =>
      `${p.limit ? `Your plan allows ${p.limit}, and this is one more` : "Your plan does not cover this website"}. Its documents are kept and go when the plan allows it.`,
    fix: { at: "plan", label: "See plans" },
  },

  // Not yet, and honest about it.
  collecting: {
    state: "planned",
    sentence: () => "Collecting, to save Xero's daily calls. It goes within five minutes.",
  },
  unconfirmed: {
    state: "unconfirmed",
    sentence: (p) =>
      `Xero did not tell us whether it took ${p.number ? `${p.number} in` : "this in"}, so it may or may not be in your books. We are checking with Xero before anything else happens to it, so that nothing is there twice.`,
  },
  reversing: {
    state: "reversing",
    sentence: (p) => `${wrongTotal(p)} We are taking it out again.`,
  },

  // Left out: nothing need be done.
  outside_sync_since: {
    state: "skipped",
    sentence: (p) =>
      `Raised${p.date ? ` on ${day(p.date)},` : ""} before ${p.syncSince ? day(p.syncSince) : "the day"}, when syncing starts. It is not in Xero through us; nothing need be done.`,
    fix: { at: "sync", label: "Change the start date" },
  },
  unpaid_invoice: {
    state: "skipped",
    sentence: () =>
      "Not paid in Magento yet, and you sync paid invoices only. It goes once Magento calls it paid.",
    fix: { at: "sync", label: "Sync unpaid invoices too" },
  },
  zero_value_invoice: {
    state: "skipped",
    sentence: () =>
      "No line of it has a value, and you leave such documents out. Your books are not affected.",
    fix: { at: "sync", label: "Sync zero-value documents too" },
  },
  no_binding_for_store_view: {
    state: "skipped",
    sentence: (p) =>
      `No organisation takes ${p.storeView ? `store view ${p.storeView}` : "this store view"}. Nothing is in Xero. Send the store view somewhere, and its documents go.`,
    fix: { at: "bindings", label: "Send this store view somewhere" },
  },
  payment_method_not_mapped: {
    state: "skipped",
    sentence: (p) =>
      p.of === "refund"
        ? `No Xero account is chosen for payments${by(p.method)}, so refunds are not recorded either. The credit note is open credit in Xero; choose an account to have both recorded.`
        : `No Xero account is chosen for payments${by(p.method)}. The invoice is in Xero and stays open; choose an account to have payments recorded.`,
    fix: { at: "payments", label: "Choose an account" },
  },
  payment_left_to_bank: {
    state: "skipped",
    sentence: (p) =>
      p.of === "refund"
        ? `Payments${by(p.method)} are not recorded, nor are their refunds: you reconcile them from the bank. The credit note is open credit in Xero; nothing need be done here.`
        : `Payments${by(p.method)} are not recorded: you reconcile them from the bank. The invoice is in Xero; nothing need be done here.`,
    fix: { at: "payments", label: "Change" },
  },
  already_paid_in_xero: {
    state: "skipped",
    sentence: () =>
      "Somebody has recorded this payment in Xero already. We added none; nothing need be done.",
  },
  nothing_to_pay: {
    state: "skipped",
    sentence: () => "There is nothing to pay: the amount is not above 0.00. Nothing need be done.",
  },
  left_as_credit: {
    state: "skipped",
    sentence: (p) => `The credit note is in Xero and stays open credit there: ${whyOpenCredit(p)}.`,
    fix: { at: "payments", label: "Change" },
  },
  left_out_by_you: {
    state: "skipped",
    sentence: (p) =>
      `${p.who ? `${p.who} left` : "You left"} this out. It is not in Xero through us; nothing need be done.`,
    fix: { at: "document", label: "Take it in again" },
  },

  // Held: a person can fix it.
  tax_rate_unmapped: {
    state: "held",
    sentence: (p) => {
      const rate = p.rate
        ? `${p.rate} %`
        : p.tax
          ? `${p.tax} tax on ${p.net ?? "this line"}`
          : "right for the tax";
      const sales = p.country ? `on sales to ${countryName(String(p.country))}` : "on this sale";
      const choice = p.candidates ? ` It could be ${p.candidates}.` : "";
      return `Which Xero tax rate is ${rate} ${sales}?${choice} Choose once, and ${released(p.count)}. Nothing is in Xero yet.`;
    },
    fix: { at: "tax_map", label: "Choose a tax rate" },
  },
  account_missing: {
    state: "held",
    sentence: (p) =>
      p.code
        ? `${p.of ? `Account ${p.code}${forPurpose(p.purpose)} does not take payments in Xero` : `Xero has no account ${p.code}${forPurpose(p.purpose)}`}. Choose another one. ${nothingYet(p)}`
        : `${p.of ? "Xero no longer has the account that was chosen" : "No Xero account is chosen"}${forPurpose(p.purpose)}. Choose one, and it goes. ${nothingYet(p)}`,
    fix: { at: "accounts", label: "Choose an account" },
  },
  account_archived: {
    state: "held",
    sentence: (p) =>
      `${accountName(p.code)}${forPurpose(p.purpose)} is archived in Xero. Choose another one, or restore it there. ${nothingYet(p)}`,
    fix: { at: "accounts", label: "Choose an account" },
  },
  tax_type_not_allowed_on_account: {
    state: "held",
    sentence: (p) =>
      p.taxType
        ? `Xero does not allow tax rate ${p.taxType} on ${p.code ? `account ${p.code}` : "this account"}. Choose another account or tax rate. Nothing is in Xero yet.`
        : `${accountName(p.code)} takes none of the organisation's rates without tax. Choose another account. Nothing is in Xero yet.`,
    fix: { at: "accounts", label: "Choose an account" },
  },
  magento_total_unexplained: {
    state: "held",
    sentence: (p) => unexplained(p),
    fix: { at: "accounts", label: "Choose an account" },
  },
  xero_total_differs: {
    state: "held",
    sentence: (p) => {
      if (p.stillInXero)
        return `${wrongTotal(p)} Xero would not let us take it out: the wrong document still stands in your books. Void it there.`;
      const out = `${wrongTotal(p)} We took it out again (voided): your books are unchanged.`;
      return p.numberKept ? `${out} Xero would not rename it, so its number may stay taken there.` : out;
    },
    fix: { at: "document", label: "Look at both" },
  },
  currency_not_enabled: {
    state: "held",
    sentence: (p) =>
      `${p.organisation ?? "The organisation"} does not use ${p.currency ?? "this currency"}. Add it in Xero (Settings, Currencies), then retry. Nothing is in Xero yet.`,
    fix: { at: "xero", label: "Open Xero's currencies" },
  },
  period_locked: {
    state: "held",
    sentence: (p) =>
      `Its date${p.date ? `, ${day(p.date)},` : ""} lies in a period that is locked in Xero${p.lockDate ? ` (up to ${day(p.lockDate)})` : ""}. Post on ${p.firstOpenDay ? day(p.firstOpenDay) : "the first open day"} instead, or move the lock. ${nothingYet(p)}`,
    fix: { at: "dates", label: "Post on the first open day" },
  },
  number_taken: {
    state: "held",
    sentence: (p) =>
      `Xero has a document numbered ${p.number ?? "like this"} already, and we did not put it there${bothFigures(p)}. Adopt it if it is the same, or choose a number prefix. Nothing was changed in Xero.`,
    fix: { at: "document", label: "Compare the two" },
  },
  contact_taken: {
    state: "held",
    sentence: (p) =>
      `Xero has another contact ${p.name ? `called ${p.name}` : "with this number"}. Same customer? Use that contact, from then on for all. Nothing was changed in Xero.`,
    fix: { at: "customers", label: "Choose the contact" },
  },
  payment_more_than_due: {
    state: "held",
    sentence: (p) =>
      p.cause === "refunds"
        ? `Magento's credit memos for ${p.number ? `invoice ${p.number}` : "its invoice"} come to ${p.amount}, more than its ${p.due}. The credit note is in Xero as open credit, and we did not settle it. Settle it there as it should be.`
        : `Magento took ${p.amount ?? "more"}, but only ${p.due ?? "less"} is due in Xero. No payment was recorded. Look at what was paid or credited there.`,
    fix: { at: "xero", label: "Open in Xero" },
  },
  document_too_large: {
    state: "held",
    sentence: (p) =>
      `It has ${p.lines ? `${p.lines} lines, more` : "more lines"} than Xero takes in one document. Record it in Xero by hand, in parts; nothing is in Xero through us.`,
    fix: { at: "document", label: "Leave it out" },
  },
  refund_needs_its_invoice: {
    state: "held",
    sentence: () =>
      "The refund hides what its discount was, and its invoice is not here to tell. Bring in the invoice, and it goes. Nothing is in Xero yet.",
    fix: { at: "document", label: "Find the invoice" },
  },
  xero_plan_limit: {
    state: "held",
    sentence: (p) =>
      `${p.organisation ?? "The organisation"}'s Xero plan allows no more approved invoices this month. Upgrade it, or send drafts instead. Nothing is in Xero yet.`,
    fix: { at: "numbers", label: "Send drafts" },
  },
  voided_in_xero: {
    state: "held",
    sentence: (p) =>
      `${p.number ?? "The document"} was voided or deleted in Xero${by(p.who)}${butNotSent(p)}. We do not send it again: raise it anew in Xero, or leave it voided.`,
    fix: { at: "document", label: "Decide what holds" },
  },
  changed_in_xero: {
    state: "held",
    sentence: (p) =>
      p.copies
        ? `${p.number ?? "The document"} is in Xero ${p.copies} times. Void or delete the one too many there; we add and change nothing.`
        : `${p.number ?? "The document"} was changed in Xero and no longer agrees with Magento${bothFigures(p)}${butNotSent(p)}. ${p.notSent ? "It goes when they agree again." : "We change nothing there; say which is right."}`,
    fix: { at: "document", label: "Compare the two" },
  },
  cancelled_in_magento: {
    state: "held",
    sentence: (p) =>
      p.number
        ? `Cancelled in Magento, but ${p.number} still stands in Xero. Void it there, or keep it.`
        : "Cancelled in Magento before it went to Xero. Nothing is in Xero; leave it out.",
    fix: { at: "document", label: "Decide" },
  },

  // Failed: the other side refused.
  rejected_by_xero: {
    state: "failed",
    sentence: (p) =>
      `Xero refused ${p.of ? `the ${p.of}` : "it"}${p.messages ? `: “${String(p.messages).replace(/\.$/, "")}”` : ""}. Nothing was added to your books. Change what it names, then retry.`,
    fix: { at: "document", label: "Retry" },
  },
  not_found_in_magento: {
    state: "failed",
    sentence: (p) =>
      `Magento announced it but says it does not exist${p.id ? ` (id ${p.id})` : ""}. Nothing is in Xero. If it was deleted, nothing need be done.`,
    fix: { at: "document", label: "Ask again" },
  },
  magento_document_invalid: {
    state: "failed",
    sentence: (p) =>
      `What Magento sent cannot be used as a document${p.detail ? ` (${p.detail})` : ""}. Nothing is in Xero. Correct it in Magento and retry, or record it in Xero by hand.`,
    fix: { at: "document", label: "Retry" },
  },
  gave_up_after_30_days: {
    state: "failed",
    sentence: () =>
      "We tried for 30 days without success and stopped. Nothing is in Xero. Retry when the cause is gone.",
    fix: { at: "document", label: "Retry" },
  },
} as const satisfies Record<string, Reason>;

export type ReasonCode = keyof typeof reasons;
export type ReasonCodeOf<State extends PostingState> = {
  [Code in ReasonCode]: (typeof reasons)[Code]["state"] extends State ? Code : never;
}[ReasonCode];
export type SkipCode = ReasonCodeOf<"skipped">;
export type HoldCode = ReasonCodeOf<"held">;

type Param = ReasonParams[string];

/** What a difference of this sign usually is; of several documents at once the sign may not be known. */
function guess(amount: string): string {
  if (amount === "") return "Gift card, store credit or surcharge";
  return amount.startsWith("-") ? "Gift card or store credit" : "A surcharge";
}

function unexplained(p: ReasonParams): string {
  const amount = String(p.amount ?? "");
  const size = amount.replace("-", "");
  const off = amount
    ? `${size} ${amount.startsWith("-") ? "less" : "more"} than its lines`
    : "not what its lines come to";
  switch (p.cause) {
    case "amount_too_large":
      return `An amount of this document (${size}) is larger than Xero can hold. Correct it in Magento and retry; nothing is in Xero.`;
    case "negative_total":
      return `Magento's total is below zero (${amount}), which Xero takes neither as an invoice nor as a credit note. Record it by hand; nothing is in Xero.`;
    case "tax_amounts_refused":
      return `Xero's own tax comes out ${size} away from Magento's, and the organisation takes no other. That is too much for a rounding line. Nothing is in Xero yet.`;
    case "two_readings":
      return `Magento's total is ${off}, and its discounts can be read with tax inside or without. Say whether this store's prices include tax, and it goes. Nothing is in Xero yet.`;
    case "lines_differ":
      return `Magento's subtotal is not what its lines come to${p.gap ? ` (${p.gap})` : ""}, and its total is ${off}: a line is missing or was changed. Fetch it from Magento again. Nothing is in Xero.`;
    default:
      return `Magento's total is ${off}. ${guess(amount)}? Choose its account. Nothing is in Xero yet.`;
  }
}

/** A document's payment or settlement may be held while the document itself is there. */
function nothingYet(p: ReasonParams): string {
  return p.of ? `The ${p.of} is not in Xero yet.` : "Nothing is in Xero yet.";
}

function whyOpenCredit(p: ReasonParams): string {
  const invoice = p.number ? `invoice ${p.number}` : "its invoice";
  switch (p.why) {
    case "policy":
      return "you settle credit notes yourself";
    case "no_invoice":
      return "Magento does not say which invoice it refunds. Allocate it there if it belongs to one";
    case "invoice_left_out":
      return `${invoice} is not in Xero through us. Allocate it there if the invoice is`;
    case "other_contact":
      return `${invoice} belongs to another contact there, perhaps one that was archived. Restore that contact and merge the two, then allocate it there; or pay it back`;
    case "not_paid":
      return `Magento does not call ${invoice} paid, so there is nothing to pay back`;
    default:
      return `nothing is due on ${invoice} any more. Allocate it to another one there, or pay it back`;
  }
}

/** Of money for a document that somebody voided or changed in Xero. */
function butNotSent(p: ReasonParams): string {
  return p.notSent && p.of ? `, so its ${p.of} was not sent` : "";
}

function bothFigures(p: ReasonParams): string {
  if (!p.xeroTotal || !p.magentoTotal || p.xeroTotal === p.magentoTotal) return "";
  return ` (${p.xeroTotal} there, ${p.magentoTotal} in Magento)`;
}

function wrongTotal(p: ReasonParams): string {
  return p.xeroTotal && p.magentoTotal
    ? `Xero made it ${p.xeroTotal}, Magento ${p.magentoTotal}.`
    : "Xero came to another total than Magento.";
}

function countryName(code: string): string {
  if (!/^[A-Z]{2}$/.test(code)) return code;
  const name = new Intl.DisplayNames("en", { type: "region", fallback: "code" }).of(code) ?? code;
  return /^(United|Netherlands|Philippines|Bahamas|Maldives)|Islands$|Republic$/.test(name)
    ? `the ${name}`
    : name;
}

const day = (value: Param) => dayWords(String(value));

function number(count: Param, one: string, many: string): string {
  return count === 1 ? `1 ${one}` : `${count} ${many}`;
}

function documents(count: Param): string {
  return count === undefined || count === null
    ? "Documents that wait go"
    : number(count, "document goes", "documents go");
}

/** One document's own sentence does not know how many others wait for the same choice. */
function released(count: Param): string {
  return count === undefined || count === null
    ? "every document that waits for it goes"
    : number(count, "document goes", "documents go");
}

const to = (value: Param) => (value ? ` to ${value}` : "");
const by = (value: Param) => (value ? ` by ${value}` : "");
const from = (value: Param) => (value ? ` from ${value}` : "");
const forPurpose = (value: Param) => (value ? ` for ${value}` : "");
const accountName = (code: Param) => (code ? `Account ${code}` : "The account");
