import { describe, expect, test } from "vitest";
import { carriesMark, lookUp, numberOfReversed, type Sought } from "../src/look-up.ts";
import type { LedgerDocument } from "../src/ports.ts";
import { invoice, LATER, MARK, money, note, ourNote, ours, person, refused } from "./ledger-documents.ts";

describe("invoices and credit notes", () => {
  test.each<[string, Sought, LedgerDocument[], object]>([
    ["nothing there", invoice, [], { is: "absent" }],
    ["ours, as sent", invoice, [ours()], { is: "ours", xeroId: "x1" }],
    [
      "ours, paid by now",
      invoice,
      [ours({ status: "PAID", amountDue: "0.00", updatedAt: LATER })],
      { is: "ours" },
    ],
    ["ours, still a draft", invoice, [ours({ status: "DRAFT" })], { is: "ours" }],
    ["ours, renamed by a person", invoice, [ours({ number: "INV-1-B" })], { is: "ours" }],
    [
      "ours, under another address of ours",
      invoice,
      [ours({ url: `https://old.example/d/${MARK}` })],
      { is: "ours" },
    ],
    ["ours, 120.0 for 120.00", invoice, [ours({ total: "120" })], { is: "ours" }],
    ["ours by a refusal", refused, [ours()], { is: "ours" }],
    [
      "ours, other total from the beginning",
      invoice,
      [ours({ total: "120.01", amountDue: "120.01" })],
      { is: "wrong_echo", params: { magentoTotal: "120.00", xeroTotal: "120.01", number: "INV-1" } },
    ],
    [
      "ours, other total since",
      invoice,
      [ours({ total: "99.00", updatedAt: LATER })],
      held("changed_in_xero"),
    ],
    [
      "ours, other total and paid on",
      invoice,
      [ours({ total: "120.01", amountDue: "20.01" })],
      held("changed_in_xero"),
    ],
    [
      "ours, other total, no date",
      invoice,
      [ours({ total: "99.00", updatedAt: null })],
      held("changed_in_xero"),
    ],
    [
      "ours, other currency from the beginning",
      invoice,
      [ours({ currencyCode: "EUR" })],
      { is: "wrong_echo" },
    ],
    ["ours, other contact", invoice, [ours({ contactId: "c2" })], held("changed_in_xero")],
    ["ours, voided", invoice, [ours({ status: "VOIDED" })], held("voided_in_xero")],
    ["ours, deleted as a draft", invoice, [ours({ status: "DELETED" })], held("voided_in_xero")],
    [
      "ours, voided, and one of ours that stands",
      invoice,
      [ours({ status: "VOIDED", number: "INV-1-OLD", xeroId: "x0" }), ours()],
      { is: "ours", xeroId: "x1" },
    ],
    [
      "taken out by ourselves before",
      invoice,
      [ours({ xeroId: "12345678-9", status: "VOIDED", number: numberOfReversed("INV-1", "12345678-9") })],
      { is: "absent" },
    ],
    [
      "taken out by ourselves before, and the new one",
      invoice,
      [ours({ xeroId: "12345678-9", status: "VOIDED", number: "INV-1-VOID-12345678" }), ours()],
      { is: "ours", xeroId: "x1" },
    ],
    [
      "two of ours stand",
      invoice,
      [ours(), ours({ xeroId: "x2", number: "INV-1-B" })],
      held("changed_in_xero", { copies: 2 }),
    ],
    [
      "somebody else's",
      refused,
      [ours({ url: null })],
      held("number_taken", { xeroId: "x1", xeroTotal: "120.00", magentoTotal: "120.00", currency: "GBP" }),
    ],
    [
      "somebody else's, in other capitals",
      refused,
      [ours({ url: null, number: "inv-1" })],
      held("number_taken"),
    ],
    ["somebody else's, voided", refused, [ours({ url: null, status: "VOIDED" })], held("number_taken")],
    [
      "another document of ours has the number",
      refused,
      [ours({ url: "https://p.example/d/ZZZZZZZZZZ" })],
      held("number_taken"),
    ],
    [
      "somebody else's beside one of ours that stands",
      refused,
      [ours({ url: null, xeroId: "x9" }), ours({ number: "INV-1-B" })],
      { is: "ours", xeroId: "x1" },
    ],
    ["others only", invoice, [ours({ url: null, number: "INV-2" })], { is: "absent" }],
    ["a credit note, as sent", note, [ourNote()], { is: "ours" }],
    ["a credit note with nothing but the mark", note, [ourNote({ reference: MARK })], { is: "ours" }],
    [
      "a credit note allocated since",
      note,
      [ourNote({ remainingCredit: "0.00", status: "PAID" })],
      { is: "ours" },
    ],
    ["a credit note of somebody else", note, [ourNote({ reference: "INV-1" })], held("number_taken")],
    ["an invoice never answers for a credit note", note, [ours({ number: "CN-1" })], { is: "absent" }],
  ])("%s", (_, sought, documents, expected) => {
    expect(lookUp(sought, { documents, standing: null })).toMatchObject(expected);
  });
});

test("a mark counts only where we put it", () => {
  expect(carriesMark(ours({ url: `https://p.example/d/X${MARK}` }), MARK)).toBe(false);
  expect(carriesMark(ours({ url: null, reference: MARK }), MARK)).toBe(false);
  expect(carriesMark(ourNote({ reference: `INV-1 ${MARK} paid` }), MARK)).toBe(false);
  expect(carriesMark(ourNote({ reference: `INV-1${MARK}` }), MARK)).toBe(false);
});

describe("contacts", () => {
  const contact: Sought = {
    kind: "contact",
    mark: MARK,
    refusedAs: null,
    contactNumber: "SHOP-7",
    name: "Ann",
  };
  test.each<[string, LedgerDocument[], object]>([
    ["not there", [person({ number: "SHOP-8" }), person({ number: null })], { is: "absent" }],
    ["there", [person()], { is: "ours", xeroId: "p1" }],
    ["there under another name", [person({ name: "Anne" })], { is: "ours" }],
    ["archived: its customer goes on as another", [person({ status: "ARCHIVED" })], { is: "absent" }],
    ["merged", [person({ status: "ARCHIVED", mergedToContactId: "p2" })], { is: "ours", xeroId: "p2" }],
  ])("%s", (_, documents, expected) => {
    expect(lookUp(contact, { documents, standing: null })).toMatchObject(expected);
  });
});

describe("payments and refunds", () => {
  const payment: Extract<Sought, { kind: "payment" | "refund" }> = {
    kind: "payment",
    mark: MARK,
    refusedAs: null,
    amount: "120.00",
    currencyCode: "GBP",
    settlesId: "x1",
  };
  const tooMuch = { ...payment, refusedAs: "more_than_due" as const };
  test.each<[string, Sought, LedgerDocument[], LedgerDocument | null, object]>([
    ["not there", payment, [money({ reference: "another ZZZZZZZZZZ" })], null, { is: "absent" }],
    ["there", payment, [money()], null, { is: "ours", xeroId: "m1" }],
    ["deleted: as if it had never been", payment, [money({ status: "DELETED" })], null, { is: "absent" }],
    [
      "wrong amount: none can be changed, so it was wrong from the beginning",
      payment,
      [money({ total: "12.00" })],
      null,
      { is: "wrong_echo" },
    ],
    [
      "on another invoice",
      payment,
      [money({ settles: { kind: "invoice", xeroId: "x2" } })],
      null,
      held("changed_in_xero"),
    ],
    ["twice", payment, [money(), money({ xeroId: "m2" })], null, held("changed_in_xero", { copies: 2 })],
    ["refused, and ours is the reason", tooMuch, [money()], ours({ amountDue: "0.00" }), { is: "ours" }],
    [
      "refused, nothing is due any more",
      tooMuch,
      [],
      ours({ status: "PAID", amountDue: "0.00" }),
      { is: "settled_already" },
    ],
    [
      "refused, less is due",
      tooMuch,
      [],
      ours({ amountDue: "20.00" }),
      held("payment_more_than_due", { amount: "120.00", due: "20.00" }),
    ],
    ["refused, enough is due by now", tooMuch, [], ours({ amountDue: "120.00" }), { is: "absent" }],
    ["refused, voided", tooMuch, [], ours({ status: "VOIDED" }), held("voided_in_xero")],
    [
      "refused, a draft",
      { ...payment, refusedAs: "document_not_authorised" },
      [],
      ours({ status: "DRAFT" }),
      { is: "not_approved" },
    ],
    [
      "a refund, nothing left of the note",
      { ...tooMuch, kind: "refund" },
      [],
      ourNote({ remainingCredit: "0.00" }),
      { is: "settled_already" },
    ],
  ])("%s", (_, sought, documents, standing, expected) => {
    expect(lookUp(sought, { documents, standing })).toMatchObject(expected);
  });
});

describe("allocations", () => {
  const allocation: Extract<Sought, { kind: "allocation" }> = {
    kind: "allocation",
    mark: MARK,
    refusedAs: null,
    amount: "50.00",
    currencyCode: "GBP",
    creditNoteId: "n1",
    invoiceId: "x1",
  };
  const refusedOne = { ...allocation, refusedAs: "already_settled" as const };
  const open = ourNote({ remainingCredit: "120.00" });
  test.each<[string, Sought, LedgerDocument[], LedgerDocument | null, object]>([
    ["not there", allocation, [open], null, { is: "absent" }],
    [
      "there, known by the pair",
      allocation,
      [ourNote({ allocations: [{ invoiceId: "X1", amount: "50.00" }] })],
      null,
      { is: "ours", document: { total: "50.00" } },
    ],
    [
      "another pair",
      allocation,
      [ourNote({ allocations: [{ invoiceId: "x2", amount: "50.00" }] })],
      null,
      { is: "absent" },
    ],
    [
      "the pair with another amount",
      allocation,
      [ourNote({ allocations: [{ invoiceId: "x1", amount: "20.00" }] })],
      null,
      held("changed_in_xero", { xeroTotal: "20.00" }),
    ],
    ["the note is gone", allocation, [], null, held("voided_in_xero")],
    ["the note is voided", allocation, [ourNote({ status: "VOIDED" })], null, held("voided_in_xero")],
    [
      "refused, the invoice is paid",
      refusedOne,
      [open],
      ours({ amountDue: "0.00" }),
      { is: "settled_already" },
    ],
    [
      "refused, too little is left of the note",
      refusedOne,
      [ourNote({ remainingCredit: "10.00" })],
      ours(),
      { is: "less_left", amount: "10.00" },
    ],
    [
      "refused, too little is due on the invoice",
      refusedOne,
      [open],
      ours({ amountDue: "20.00" }),
      { is: "less_left", amount: "20.00" },
    ],
    [
      "refused, nothing is left of the note although the invoice could take some",
      refusedOne,
      [ourNote({ remainingCredit: "0.00" })],
      ours({ amountDue: "20.00" }),
      { is: "settled_already" },
    ],
    ["refused, and all is well by now", refusedOne, [open], ours(), { is: "absent" }],
    [
      "refused, and the invoice is another contact's",
      { ...allocation, refusedAs: "other_contact" as const },
      [open],
      ours({ contactId: "c2" }),
      { is: "other_contact", number: "INV-1" },
    ],
  ])("%s", (_, sought, documents, standing, expected) => {
    expect(lookUp(sought, { documents, standing })).toMatchObject(expected);
  });
});

function held(reason: string, params: object = {}) {
  return { is: "held", reason, params };
}
