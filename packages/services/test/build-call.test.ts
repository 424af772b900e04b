import type { ReadyPosting } from "@counterfoil/db/system/ready-postings";
import { expect, test } from "vitest";
import { buildCall } from "../src/posting/build-call.ts";

const contact = {
  kind: "contact",
  contactNumber: "shop-7",
  name: "Ann Lee",
  alternativeNames: ["Ann Lee (C7)"],
  firstName: null,
  lastName: null,
  emailAddress: null,
  phone: null,
  addresses: [],
};

const posting = (id: string, change: Partial<ReadyPosting> = {}): ReadyPosting => ({
  id,
  version: "1",
  tenantId: "tenant",
  connectionId: "connection",
  kind: "contact",
  state: "planned",
  reversal: null,
  draft: contact,
  xeroId: null,
  xeroStatus: null,
  number: "shop-7",
  batchMax: 50,
  waitedMs: 0,
  contactId: null,
  invoiceId: null,
  creditNoteId: null,
  ...change,
});

const many = (count: number, change: Partial<ReadyPosting> = {}) =>
  Array.from({ length: count }, (_, n) => posting(`${n}`, change));
const idsOf = (ready: ReadyPosting[]) => buildCall(ready)?.postings.map(({ id }) => id);

test("up to fifty go in one call, and only then it is full", () => {
  expect(buildCall([])).toBeNull();
  expect(buildCall(many(49))).toMatchObject({ isFull: false });
  expect(buildCall(many(50))).toMatchObject({ isFull: true });
  expect(idsOf(many(60))?.length).toBe(50);
});

test("a call carries one tenant's and one connection's documents", () => {
  const mixed = [
    posting("1"),
    posting("2", { tenantId: "other" }),
    posting("3", { connectionId: "other" }),
    posting("4"),
  ];
  expect(idsOf(mixed)).toEqual(["1", "4"]);
});

test("a large draft makes a smaller call", () => {
  const draft = { ...contact, phone: "x".repeat(1_000_000) };
  expect(buildCall(many(5, { draft }))).toMatchObject({ isFull: true });
  expect(idsOf(many(5, { draft }))?.length).toBe(2);
});

test("what shared a refused batch goes on in smaller ones, apart from the rest", () => {
  expect(idsOf([...many(10, { batchMax: 3 })])).toEqual(["0", "1", "2"]);
  expect(idsOf([posting("new"), ...many(3, { batchMax: 1 })])).toEqual(["new"]);
});

test("the way back: first another number, then void, or delete what is only a draft", () => {
  const wrong: Partial<ReadyPosting> = {
    kind: "invoice",
    state: "reversing",
    xeroId: "0123456789",
    number: "000000007",
  };
  expect(buildCall([posting("1", { ...wrong, reversal: "rename" })])?.operation).toEqual({
    kind: "rename",
    what: "invoice",
    xeroId: "0123456789",
    number: "000000007-VOID-01234567",
  });
  const removal = (xeroStatus: string) =>
    buildCall([posting("1", { ...wrong, reversal: "remove", xeroStatus })])?.operation;
  expect(removal("AUTHORISED")).toMatchObject({ kind: "remove", status: "VOIDED" });
  expect(removal("DRAFT")).toMatchObject({ kind: "remove", status: "DELETED" });
});
