import { describe, expect, test } from "vitest";
import { type NoteInvoice, type NoteToSettle, planSettlement } from "../src/plan/settlement.ts";
import type { PolicyInput } from "../src/policy.ts";
import { ukPolicy, ukReference } from "./uk.ts";

const CLEARING = "account-091";
const note: NoteToSettle = {
  magentoId: 7,
  number: "CN-000000007",
  date: "2026-11-22",
  total: "40.00",
  currencyCode: "GBP",
};
const posted = { state: "posted" as const, reason: null, reasonParams: {}, accountId: CLEARING };
const invoice: NoteInvoice = {
  number: "000000042",
  total: "120.00",
  state: "posted",
  isFromBefore: false,
  isPaid: true,
  method: "stripe_payments",
  payment: posted,
  otherNotes: [],
};
const leftToBank = {
  ...posted,
  state: "skipped" as const,
  reason: "payment_left_to_bank",
  reasonParams: { method: "banktransfer" },
  accountId: null,
};

function plan(
  change: Partial<NoteInvoice> | null = {},
  input: { note?: Partial<NoteToSettle>; policy?: PolicyInput; lock?: string } = {},
) {
  return planSettlement({
    note: { ...note, ...input.note },
    invoice: change && { ...invoice, ...change },
    policy: ukPolicy(input.policy),
    reference: ukReference(input.lock ? { periodLockDate: input.lock } : {}),
    mark: "ABCDEFGHIJ",
  });
}

/** One word for what came out. */
function word(result: ReturnType<typeof plan>): string {
  if (result.outcome === "settle") return `${result.draft.kind} ${result.draft.amount}`;
  return result.outcome === "skip" && result.params.why
    ? `${result.reason} ${result.params.why}`
    : result.reason;
}

test("a paid invoice's note is refunded whole, from where its payment went", () => {
  expect(plan()).toEqual({
    outcome: "settle",
    draft: {
      kind: "refund",
      accountId: CLEARING,
      date: "2026-11-22",
      amount: "40.00",
      currencyCode: "GBP",
      reference: "CN-000000007 ABCDEFGHIJ",
    },
  });
});

test("an invoice without a payment of ours has its note allocated", () => {
  const draft = { kind: "allocation", date: "2026-11-22", amount: "40.00", currencyCode: "GBP" };
  expect(plan({ isPaid: false, payment: null })).toEqual({ outcome: "settle", draft });
});

describe("by Magento's facts, whatever is due at the moment", () => {
  const unpaid = { isPaid: false, payment: null };
  const held = { ...posted, state: "held" as const, accountId: null };
  test.each<[string, Partial<NoteInvoice> | null, [string, string, string, string]]>([
    // auto, refund, allocate, none
    [
      "paid and recorded",
      {},
      ["refund 40.00", "refund 40.00", "left_as_credit nothing_due", "left_as_credit policy"],
    ],
    [
      "its payment on the way",
      { payment: { ...posted, state: "planned" } },
      ["refund 40.00", "refund 40.00", "left_as_credit nothing_due", "left_as_credit policy"],
    ],
    [
      "its payment held, its account not known",
      { payment: held },
      ["waiting_for_payment", "waiting_for_payment", "left_as_credit nothing_due", "left_as_credit policy"],
    ],
    [
      "paid, the event of it not here yet",
      { payment: null },
      ["waiting_for_payment", "waiting_for_payment", "left_as_credit nothing_due", "left_as_credit policy"],
    ],
    [
      "its payment left to the bank",
      { payment: leftToBank },
      ["allocation 40.00", "payment_left_to_bank", "allocation 40.00", "left_as_credit policy"],
    ],
    [
      "not paid",
      unpaid,
      ["allocation 40.00", "left_as_credit not_paid", "allocation 40.00", "left_as_credit policy"],
    ],
    [
      "not in our books yet",
      { ...unpaid, state: null },
      ["waiting_for_invoice", "waiting_for_invoice", "waiting_for_invoice", "left_as_credit policy"],
    ],
    [
      "never to be in our books",
      { ...unpaid, state: null, isFromBefore: true },
      [
        "left_as_credit invoice_left_out",
        "left_as_credit invoice_left_out",
        "left_as_credit invoice_left_out",
        "left_as_credit policy",
      ],
    ],
    [
      "left out",
      { ...unpaid, state: "skipped" },
      [
        "left_as_credit invoice_left_out",
        "left_as_credit invoice_left_out",
        "left_as_credit invoice_left_out",
        "left_as_credit policy",
      ],
    ],
    [
      "unknown to Magento",
      null,
      [
        "left_as_credit no_invoice",
        "left_as_credit no_invoice",
        "left_as_credit no_invoice",
        "left_as_credit policy",
      ],
    ],
  ])("%s", (_, change, expected) => {
    const settings = ["auto", "refund", "allocate", "none"] as const;
    const found = settings.map((settleCreditNotes) => word(plan(change, { policy: { settleCreditNotes } })));
    expect(found).toEqual(expected);
  });
});

describe("several notes of one invoice", () => {
  const other = (magentoId: number, total: string, isSettled = false) => ({ magentoId, total, isSettled });
  test.each<[string, NoteInvoice["otherNotes"], string]>([
    ["together exactly the invoice", [other(6, "80.00")], "refund 40.00"],
    ["together a cent more", [other(6, "80.01")], "payment_more_than_due"],
    ["a later one is the one too many", [other(8, "100.00")], "refund 40.00"],
    ["unless that was settled first", [other(8, "100.00", true)], "payment_more_than_due"],
    ["three", [other(5, "40.00", true), other(6, "40.00")], "refund 40.00"],
  ])("%s", (_, otherNotes, expected) => {
    expect(word(plan({ otherNotes }))).toBe(expected);
    const isPaid = false;
    expect(word(plan({ otherNotes, isPaid, payment: null }))).toBe(expected.replace("refund", "allocation"));
  });

  test("says both amounts", () => {
    expect(plan({ otherNotes: [other(6, "100")] })).toMatchObject({
      outcome: "hold",
      params: { cause: "refunds", number: "000000042", amount: "140.00", due: "120.00" },
    });
  });
});

test("nothing to settle, and a locked day", () => {
  expect(word(plan({}, { note: { total: "0.00" } }))).toBe("nothing_to_pay");
  expect(word(plan({}, { lock: "2026-11-30" }))).toBe("period_locked");
  const moved = plan({}, { lock: "2026-11-30", policy: { lockedPeriod: "first_open_day" } });
  expect(moved).toMatchObject({ draft: { date: "2026-12-01" } });
});
