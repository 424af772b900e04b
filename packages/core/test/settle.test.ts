import { describe, expect, test } from "vitest";
import type { LedgerOutcome } from "../src/ports.ts";
import { type SentPosting, settleSent } from "../src/settle.ts";

const invoice: SentPosting = {
  kind: "invoice",
  number: "1",
  total: "120.00",
  totalTax: "20.00",
  currencyCode: "GBP",
  hasTaxAmounts: false,
};
const echo = {
  ok: true as const,
  xeroId: "x",
  number: "1",
  name: null,
  status: "AUTHORISED",
  total: "120.00",
  totalTax: "20.00",
  currencyCode: "GBP",
  date: null,
  warnings: [],
  dataDropped: false,
};
const limits = { minuteRemaining: null, dayRemaining: null, appMinuteRemaining: null };
type Kind<K> = Extract<LedgerOutcome, { kind: K }>;
const outcome = <K extends LedgerOutcome["kind"]>(
  kind: K,
  rest: Omit<Kind<K>, "kind" | "limits" | "correlationId" | "httpStatus">,
) => ({ limits, correlationId: null, httpStatus: null, kind, ...rest }) as unknown as LedgerOutcome;
const of = (result: LedgerOutcome, sent: SentPosting = invoice) => settleSent([sent], result)[0]?.to;

describe("an echo is believed only if it says what was sent", () => {
  test.each([
    ["equal", {}, "posted"],
    ["equal, written otherwise", { total: "120", totalTax: "20.0" }, "posted"],
    ["a cent more", { total: "120.01" }, "reversing"],
    ["the same total with other tax", { totalTax: "19.99" }, "reversing"],
    ["another currency", { currencyCode: "EUR" }, "reversing"],
    ["another number", { number: "2" }, "reversing"],
    ["no total", { total: null }, "reversing"],
    [
      "something was dropped",
      { dataDropped: true, warnings: ["Account code '1' has been removed"] },
      "reversing",
    ],
  ])("%s", (_, change, to) => {
    expect(of(outcome("elements", { elements: [{ ...echo, ...change }] }))).toBe(to);
  });
});

test("what is not known stays unknown; what was not done is done again", () => {
  expect(of(outcome("server-error", { detail: "" }))).toBe("unconfirmed");
  expect(of(outcome("key-reused", {}))).toBe("unconfirmed");
  expect(of(outcome("no-answer", { detail: "", sent: true }))).toBe("unconfirmed");
  expect(of(outcome("elements", { elements: [] }))).toBe("unconfirmed");
  expect(of(outcome("no-answer", { detail: "", sent: false }))).toBe("planned");
  expect(of(outcome("access", { problem: "token" }))).toBe("planned");
  expect(of(outcome("rate-limited", { problem: "minute", retryAfterSeconds: 1 }))).toBe("planned");
});

test("a reversal repeats without harm, whatever came back", () => {
  const step: SentPosting = { kind: "reversal", step: "rename" };
  for (const result of [
    outcome("server-error", { detail: "" }),
    outcome("no-answer", { detail: "", sent: true }),
    outcome("access", { problem: "token" }),
  ])
    expect(of(result, step)).toBe("as_it_is");
  expect(of(outcome("elements", { elements: [echo] }), step)).toBe("renamed");
  const removal: SentPosting = { kind: "reversal", step: "remove" };
  expect(settleSent([removal], outcome("elements", { elements: [echo] }))[0]).toMatchObject({
    to: "reversed",
    stillStands: false,
  });
  const problems = [{ message: "no", meaning: "not_modifiable" as const }];
  expect(settleSent([step], outcome("refused", { problems }))[0]).toEqual({
    to: "renamed",
    params: { numberKept: "yes", messages: "no" },
  });
  expect(settleSent([removal], outcome("refused", { problems }))[0]).toMatchObject({
    to: "reversed",
    stillStands: true,
  });
  const gone = [{ message: "no", meaning: "already_gone" as const }];
  expect(settleSent([removal], outcome("refused", { problems: gone }))[0]).toMatchObject({
    to: "reversed",
    stillStands: false,
  });
});

test("a refused batch is halved until the guilty one stands alone", () => {
  const problems = [
    { message: "Account code '210' has been archived", meaning: "account_archived" as const },
  ];
  const refused = outcome("refused", { problems });
  expect(settleSent([invoice, invoice, invoice], refused)).toEqual([
    { to: "planned", batchMax: 2 },
    { to: "planned", batchMax: 2 },
    { to: "planned", batchMax: 2 },
  ]);
  expect(settleSent([invoice], refused)[0]).toMatchObject({ to: "held", reason: "account_archived" });
});

test("a tax amount that is refused is left out the next time; one that was never sent is no way on", () => {
  const problems = [{ message: "Tax amount 1 is incorrect for", meaning: "tax_amount_refused" as const }];
  const result = outcome("elements", { elements: [{ ok: false, problems }] });
  const refused = settleSent([{ ...invoice, hasTaxAmounts: true }], result)[0];
  expect(refused).toEqual({ to: "planned", refusesTaxAmounts: true });
  expect(settleSent([invoice], result)[0]).toMatchObject({ to: "failed", reason: "rejected_by_xero" });
});

test.each([
  ["contact_name_taken", null, { refusal: "name:ann lee" }],
  ["contact_name_taken", "x", { refusal: "name:ann lee" }],
  ["contact_archived", null, { refusal: "number:acme-7" }],
  ["contact_archived", "x", { refusal: "contact:x" }],
  ["contact_unknown", "x", { refusal: "contact:x" }],
] as const)("what Xero refuses of a contact is remembered: %s of %s", (meaning, contactId, rest) => {
  const problems = [{ message: "no", meaning }];
  const result = outcome("elements", { elements: [{ ok: false, problems }] });
  const contact = { kind: "contact" as const, contactId, contactNumber: "ACME-7", name: "Ann  Lee" };
  expect(settleSent([contact], result)[0]).toEqual({ to: "planned", ...rest });
});

test("a document whose contact was archived or merged goes again once that is decided", () => {
  const problems = [{ message: "matched an archived contact", meaning: "contact_archived" as const }];
  const result = outcome("elements", { elements: [{ ok: false, problems }] });
  expect(settleSent([invoice], result)[0]).toEqual({ to: "planned", contactUnusable: true });
});

describe("money", () => {
  const payment: SentPosting = {
    kind: "payment",
    reference: "ch_3 ABCDEFGHIJ",
    amount: "120.00",
    date: "2026-11-22",
    currencyCode: "GBP",
  };
  const allocation: SentPosting = { kind: "allocation", amount: "120.00", currencyCode: "GBP" };
  const paid = { ...echo, number: payment.reference, totalTax: null, currencyCode: null, date: "2026-11-22" };
  test.each<[string, SentPosting, object, string]>([
    ["as it was sent", payment, {}, "posted"],
    ["a cent less", payment, { total: "119.99" }, "reversing"],
    ["on another day", payment, { date: "2026-11-21" }, "reversing"],
    ["without a day", payment, { date: null }, "reversing"],
    ["a refund on another day", { ...payment, kind: "refund" }, { date: "2026-11-21" }, "reversing"],
    ["an allocation, whatever day Xero gave it", allocation, { date: null }, "posted"],
    ["an allocation of less: found and judged by its pair", allocation, { total: "100.00" }, "unconfirmed"],
  ])("%s", (_, sent, change, to) => {
    expect(of(outcome("elements", { elements: [{ ...paid, ...change }] }), sent)).toBe(to);
  });

  test.each([
    ["more_than_due", "unconfirmed"],
    ["already_settled", "unconfirmed"],
    ["document_not_authorised", "unconfirmed"],
    ["account_archived", "held"],
    ["period_locked", "held"],
    ["other", "failed"],
  ] as const)("refused as %s: %s", (meaning, to) => {
    const refused = { ok: false as const, problems: [{ message: "No.", meaning }] };
    for (const sent of [payment, allocation])
      expect(of(outcome("elements", { elements: [refused] }), sent)).toBe(to);
  });

  test("one poisoned payment: the batch is halved", () => {
    const problems = [{ message: "Unreadable.", meaning: "other" as const }];
    expect(settleSent([payment, payment, payment], outcome("refused", { problems }))[0]).toEqual({
      to: "planned",
      batchMax: 2,
    });
    expect(of(outcome("refused", { problems }), payment)).toBe("failed");
  });
});
