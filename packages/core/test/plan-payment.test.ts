import { describe, expect, test } from "vitest";
import { type PaidInvoice, planPayment } from "../src/plan/payment.ts";
import type { PolicyInput } from "../src/policy.ts";
import type { ReferenceData } from "../src/reference.ts";
import { ukPolicy, ukReference } from "./uk.ts";

const CLEARING = "account-091";
const BANK = "account-090";

const paid: PaidInvoice = {
  number: "000000042",
  date: "2026-11-21",
  currencyCode: "GBP",
  orderNumber: "000000077",
  method: "stripe_payments",
  amount: "120.0000",
  gatewayTransactionId: "ch_3",
  paidAt: "2026-11-21T10:00:00Z",
};

function plan(
  input: {
    invoice?: Partial<PaidInvoice>;
    policy?: PolicyInput;
    organisation?: Partial<ReferenceData["organisation"]>;
    reference?: Partial<ReferenceData>;
  } = {},
) {
  const policy = ukPolicy({ paymentMethodMap: { stripe_payments: CLEARING }, ...input.policy });
  const reference = { ...ukReference(input.organisation), ...input.reference };
  return planPayment({ invoice: { ...paid, ...input.invoice }, policy, reference, mark: "ABCDEFGHIJ" });
}

test("what Magento says was paid goes to the account of its method, under a reference that ends in our mark", () => {
  expect(plan()).toEqual({
    outcome: "post",
    draft: {
      kind: "payment",
      accountId: CLEARING,
      date: "2026-11-21",
      amount: "120.00",
      currencyCode: "GBP",
      reference: "ch_3 ABCDEFGHIJ",
    },
  });
  expect(plan({ invoice: { gatewayTransactionId: null } })).toMatchObject({
    draft: { reference: "000000077 ABCDEFGHIJ" },
  });
  const endless = plan({ invoice: { gatewayTransactionId: "x\u0000y ".repeat(200) } });
  expect(endless.outcome === "post" && endless.draft.reference).toMatch(/^x y x.{190,245} ABCDEFGHIJ$/);
});

describe("which account", () => {
  const mapped = { stripe_payments: CLEARING };
  test.each<[string, string | null, PolicyInput, string]>([
    [
      "the method's own",
      "stripe_payments",
      { paymentMethodMap: mapped, defaultPaymentAccountId: BANK },
      CLEARING,
    ],
    [
      "a gateway that nobody mapped: the default",
      "paypal_express",
      { paymentMethodMap: mapped, defaultPaymentAccountId: BANK },
      BANK,
    ],
    [
      "a gateway without a default",
      "paypal_express",
      { paymentMethodMap: mapped },
      "payment_method_not_mapped",
    ],
    [
      "left to the bank on purpose",
      "stripe_payments",
      { paymentMethodMap: { stripe_payments: null }, defaultPaymentAccountId: BANK },
      "payment_left_to_bank",
    ],
    [
      "a bank transfer is never money by default",
      "banktransfer",
      { paymentMethodMap: {}, defaultPaymentAccountId: BANK },
      "payment_method_not_mapped",
    ],
    [
      "nor is a cheque",
      "checkmo",
      { paymentMethodMap: {}, defaultPaymentAccountId: BANK },
      "payment_method_not_mapped",
    ],
    [
      "a bank transfer that somebody mapped by name",
      "banktransfer",
      { paymentMethodMap: { banktransfer: BANK } },
      BANK,
    ],
    [
      "no method at all",
      null,
      { paymentMethodMap: {}, defaultPaymentAccountId: BANK },
      "payment_method_not_mapped",
    ],
    [
      "one called like a part of every object",
      "constructor",
      { paymentMethodMap: {} },
      "payment_method_not_mapped",
    ],
  ])("%s", (_, method, policy, expected) => {
    const result = plan({ invoice: { method }, policy });
    const what = result.outcome === "post" ? result.draft.accountId : result.reason;
    expect(what).toBe(expected);
  });
});

describe("an account that takes no payments holds it", () => {
  const [first, ...rest] = ukReference().accounts.filter((account) => account.accountId === CLEARING);
  if (!first || rest.length > 0) throw new Error("one clearing account");
  test.each([
    ["archived", [{ ...first, status: "ARCHIVED" }], "account_archived"],
    ["gone", [], "account_missing"],
    ["deleted", [{ ...first, status: "DELETED" }], "account_missing"],
    ["neither a bank account nor for payments", [{ ...first, type: "CURRENT" }], "account_missing"],
  ])("%s", (_, accounts, reason) => {
    expect(plan({ reference: { accounts } })).toMatchObject({
      outcome: "hold",
      reason,
      params: { purpose: "payments by stripe_payments", of: "payment" },
    });
  });
  test("not a bank account, but enabled for payments", () => {
    const accounts = [{ ...first, type: "CURRENT", enablePaymentsToAccount: true }];
    expect(plan({ reference: { accounts } }).outcome).toBe("post");
  });
});

test.each(["0", "0.0000", "0.004", "-1"])("nothing to pay: %s, whatever the method", (amount) => {
  expect(plan({ invoice: { amount, method: "free" } })).toMatchObject({
    outcome: "skip",
    reason: "nothing_to_pay",
  });
});

describe("the day", () => {
  test.each([
    [
      "the store's day of the event, in summer an hour ahead",
      "2026-07-01T23:30:00Z",
      "2026-07-01",
      "2026-07-02",
    ],
    ["in winter the same", "2026-12-01T23:30:00Z", "2026-12-01", "2026-12-01"],
    ["never before its invoice", "2026-11-01T10:00:00Z", "2026-11-21", "2026-11-21"],
    ["paid later", "2026-11-25T10:00:00Z", "2026-11-21", "2026-11-25"],
  ])("%s", (_, paidAt, date, expected) => {
    expect(plan({ invoice: { paidAt, date } })).toMatchObject({ draft: { date: expected } });
  });

  const locked = { periodLockDate: "2026-11-21" };
  test("in a locked period it is held, or goes on the first open day", () => {
    expect(plan({ organisation: locked })).toEqual({
      outcome: "hold",
      reason: "period_locked",
      params: { date: "2026-11-21", lockDate: "2026-11-21", firstOpenDay: "2026-11-22", of: "payment" },
    });
    expect(plan({ organisation: locked, policy: { lockedPeriod: "first_open_day" } })).toMatchObject({
      draft: { date: "2026-11-22" },
    });
  });
});
