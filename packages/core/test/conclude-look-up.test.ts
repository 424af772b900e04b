import { expect, test } from "vitest";
import { concludeLookUp, concludeStillStanding } from "../src/conclude-look-up.ts";
import { lookUp, type Sought } from "../src/look-up.ts";
import { invoice, MARK, ours, refused } from "./ledger-documents.ts";

const call = { isLongAgo: true, attempts: 1, messages: null };
const absent = { is: "absent" } as const;

test("absent counts only long after the call, whatever was refused", () => {
  for (const sought of [invoice, refused]) {
    expect(concludeLookUp(sought, absent, { ...call, isLongAgo: false })).toEqual({ to: "unknown" });
  }
  expect(concludeLookUp(invoice, absent, call)).toEqual({ to: "planned" });
});

test("what was found counts at once", () => {
  const soon = { ...call, isLongAgo: false };
  const found = lookUp(invoice, { documents: [ours()], standing: null });
  expect(concludeLookUp(invoice, found, soon)).toEqual({
    to: "posted",
    xeroId: "x1",
    number: "INV-1",
    status: "AUTHORISED",
    total: "120.00",
  });
  const stranger = lookUp(refused, { documents: [ours({ url: null })], standing: null });
  expect(concludeLookUp(refused, stranger, { ...soon, messages: "Invoice # must be unique." })).toMatchObject(
    {
      to: "held",
      reason: "number_taken",
      params: { messages: "Invoice # must be unique.", xeroId: "x1" },
    },
  );
  const wrong = lookUp(invoice, {
    documents: [ours({ total: "1.00", amountDue: "1.00" })],
    standing: null,
  });
  expect(concludeLookUp(invoice, wrong, soon)).toMatchObject({
    to: "reversing",
    xeroId: "x1",
    total: "1.00",
  });
  expect(concludeLookUp(refused, { is: "settled_already" }, soon)).toMatchObject({
    to: "skipped",
    reason: "already_paid_in_xero",
  });
  expect(concludeLookUp(refused, { is: "not_approved" }, soon)).toEqual({
    to: "queued",
    isParentDraft: true,
  });
});

test("refused for something that nobody sees: a number is a person's, a contact gets another one, money is tried again a few times", () => {
  expect(concludeLookUp(refused, absent, call)).toMatchObject({ to: "held", reason: "number_taken" });
  const contact: Sought = {
    kind: "contact",
    mark: MARK,
    refusedAs: "contact_number_taken",
    contactNumber: "SHOP-7",
    name: "Ann",
  };
  expect(concludeLookUp(contact, absent, call)).toEqual({ to: "planned", refusal: "number:shop-7" });
  const payment: Sought = {
    kind: "payment",
    mark: MARK,
    refusedAs: "more_than_due",
    amount: "1.00",
    currencyCode: "GBP",
    settlesId: "x1",
  };
  expect(concludeLookUp(payment, absent, call)).toEqual({ to: "planned" });
  expect(concludeLookUp(payment, absent, { ...call, attempts: 3 })).toMatchObject({
    to: "held",
    reason: "payment_more_than_due",
  });
});

test("a wrong document that still stands is sent again only once a person has taken it out", () => {
  expect(
    concludeStillStanding(invoice, { documents: [ours({ total: "1.00" })], standing: null }),
  ).toMatchObject({
    to: "held",
    reason: "xero_total_differs",
    params: { stillInXero: "yes", xeroTotal: "1.00", magentoTotal: "120.00" },
  });
  for (const documents of [[], [ours({ status: "VOIDED" })], [ours({ status: "DELETED" })]])
    expect(concludeStillStanding(invoice, { documents, standing: null })).toEqual({ to: "queued" });
});
