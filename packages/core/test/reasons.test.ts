import { expect, it } from "vitest";
import {
  isReasonCode,
  type ReasonCode,
  type ReasonParams,
  reasonFix,
  reasonSentence,
  reasons,
} from "../src/reasons.ts";

const examples: Partial<Record<ReasonCode, ReasonParams[]>> = {
  reconnect_required: [{ organisation: "Acme Ltd" }],
  binding_closed: [{ organisation: "Acme Ltd" }],
  waiting_for_invoice: [{ number: "000000042" }],
  awaiting_approval: [{ number: "000000042" }, { number: "CN-000000007", document: "credit note" }],
  xero_daily_limit: [
    { count: 214, until: "01:00" },
    { count: 1, until: "01:00" },
  ],
  store_unreachable: [{ store: "shop.example" }],
  counterfoil_plan_limit: [{ limit: "1 website" }],
  reversing: [{ xeroTotal: "120.01", magentoTotal: "120.00" }],
  outside_sync_since: [{ date: "2026-09-30", syncSince: "2026-10-01" }],
  no_binding_for_store_view: [{ storeView: "3" }],
  payment_method_not_mapped: [{ method: "stripe_payments" }, { method: "stripe_payments", of: "refund" }],
  payment_left_to_bank: [{ method: "banktransfer" }, { method: "banktransfer", of: "refund" }],
  left_as_credit: [
    { why: "policy" },
    { why: "no_invoice" },
    { why: "invoice_left_out", number: "000000042" },
    { why: "not_paid", number: "000000042" },
    { why: "nothing_due", number: "000000042" },
    { why: "other_contact", number: "000000042" },
  ],
  tax_rate_unmapped: [
    { rate: "17.5", country: "FR", net: "100.00", tax: "17.50", count: 7 },
    { rate: "0", country: "GB", net: "0.08", tax: "0.00", candidates: "OUTPUT2 or ZERORATEDOUTPUT" },
  ],
  account_missing: [
    { code: "299", purpose: "sales" },
    { purpose: "rounding" },
    { purpose: "payments by stripe", of: "payment" },
    { code: "850", purpose: "payments by stripe", of: "refund" },
  ],
  account_archived: [
    { code: "250", purpose: "sales" },
    { code: "615", purpose: "payments by stripe", of: "payment" },
  ],
  tax_type_not_allowed_on_account: [{ code: "830", taxType: "OUTPUT2" }, { code: "830" }],
  magento_total_unexplained: [
    { amount: "-40.00", cause: "unexplained" },
    { amount: "2.50", cause: "unexplained" },
    { amount: "3.20", cause: "two_readings" },
    { amount: "12.00", cause: "lines_differ", gap: "10.00" },
    { amount: "0.07", cause: "tax_amounts_refused" },
    { amount: "0.01", cause: "arithmetic" },
    { amount: "99999999999.00", cause: "amount_too_large" },
    { amount: "-5.00", cause: "negative_total" },
  ],
  changed_in_xero: [
    { number: "000000042" },
    { number: "000000042", xeroTotal: "100.00", magentoTotal: "120.00" },
    { number: "000000042", copies: 2 },
    { number: "000000042", xeroTotal: "100.00", magentoTotal: "120.00", of: "payment", notSent: "yes" },
  ],
  xero_total_differs: [
    { xeroTotal: "120.01", magentoTotal: "120.00" },
    { xeroTotal: "120.01", magentoTotal: "120.00", stillInXero: 1 },
    { xeroTotal: "120.01", magentoTotal: "120.00", numberKept: "yes" },
  ],
  currency_not_enabled: [{ currency: "USD", organisation: "Acme Ltd" }],
  period_locked: [
    { date: "2026-10-31", lockDate: "2026-10-31", firstOpenDay: "2026-11-01" },
    { date: "2026-10-31", lockDate: "2026-10-31", firstOpenDay: "2026-11-01", of: "payment" },
  ],
  number_taken: [{ number: "000000042" }, { number: "000000042", xeroTotal: "7.00", magentoTotal: "120.00" }],
  contact_taken: [{ name: "Ada Byron" }],
  payment_more_than_due: [
    { amount: "120.00", due: "100.00" },
    { cause: "refunds", number: "000000042", amount: "150.00", due: "120.00" },
  ],
  voided_in_xero: [{ number: "000000042" }, { number: "000000042", of: "payment", notSent: "yes" }],
  cancelled_in_magento: [{ number: "000000042" }],
  rejected_by_xero: [
    { messages: "Email address must be valid." },
    { messages: "Credit note could not be found", of: "refund" },
  ],
  not_found_in_magento: [{ id: 42 }],
  document_too_large: [{ lines: 30_000 }],
  magento_document_invalid: [
    { detail: "missing, unreadable or too large: grand total, line 2: quantity" },
    { detail: "it is larger than 5 MB" },
  ],
};

it("says every reason in plain words", () => {
  const all = (Object.keys(reasons) as ReasonCode[]).map((code) => {
    const sentences = [{}, ...(examples[code] ?? [])].map((params) => reasonSentence(code, params));
    return [`${reasons[code].state} ${code} [${reasonFix(code)?.label ?? "-"}]`, ...sentences].join("\n  ");
  });
  expect(all.join("\n")).toMatchSnapshot();
});

it("leaves no hole in a sentence when a name is missing", () => {
  for (const code of Object.keys(reasons) as ReasonCode[]) {
    const sentence = reasonSentence(code);
    expect(sentence, code).not.toMatch(/undefined|null|NaN| {2}| [.,]/);
    expect(sentence.endsWith("."), code).toBe(true);
  }
});

it("fits Magento's 64 characters", () => {
  for (const code of Object.keys(reasons)) expect(code.length).toBeLessThanOrEqual(64);
  expect(isReasonCode("period_locked")).toBe(true);
  expect(isReasonCode("toString")).toBe(false);
});
