import type { MonthAgreement } from "@counterfoil/services/document/books-agreement";
import { expect, it } from "vitest";
import { hrefOfFigure } from "../src/components/home/figure-href.ts";
import { verdictOf } from "../src/components/home/verdict.ts";

const nothing = { documents: 0, total: "0.00" };
const none = { ...nothing, missing: nothing };
const november: MonthAgreement = {
  month: "2026-11",
  organisationId: "6f1f1c0e-0000-4000-8000-000000000000",
  organisation: "Acme Ltd",
  currency: "GBP",
  magento: { documents: 12, total: "1200.00" },
  xero: { documents: 12, total: "1200.00" },
  difference: "0.00",
  unexplained: "0.00",
  leftOut: [],
  needsYou: none,
  waiting: none,
  onItsWay: none,
};

it("a month that agrees is calm, also with what was left out", () => {
  expect(verdictOf([november])).toEqual({
    look: "agrees",
    sentence: "The books agree to the cent: 12 documents.",
  });
  const leftOut = [{ reason: "zero_value_invoice", sentence: "", documents: 1, total: "0.00" }];
  expect(verdictOf([{ ...november, leftOut }]).sentence).toBe(
    "The books agree to the cent: 12 documents. 1 document left out.",
  );
});

it("what is missing is told apart from what differs", () => {
  const missing = { documents: 1, total: "40.00", missing: { documents: 1, total: "40.00" } };
  expect(verdictOf([{ ...november, needsYou: missing, waiting: missing }])).toEqual({
    look: "needs",
    sentence: "What is in Xero agrees to the cent. 1 document needs you, 1 document is still to go.",
  });
  expect(verdictOf([{ ...november, onItsWay: missing }]).look).toBe("waits");
  expect(
    verdictOf([
      { ...november, needsYou: missing },
      { ...november, needsYou: { ...missing, missing: nothing } },
    ]).sentence,
  ).toBe("What is in Xero agrees to the cent. 2 documents need you.");
  // An invoice that is in Xero and whose payment waits is missing nowhere.
  expect(verdictOf([{ ...november, waiting: { ...missing, missing: nothing } }]).look).toBe("agrees");
});

it("a difference is said by how much, and which way", () => {
  expect(verdictOf([{ ...november, unexplained: "-0.01" }, november])).toEqual({
    look: "differs",
    sentence: "The books differ: Acme Ltd holds £0.01 less than Magento.",
  });
});

it("a figure leads to its documents alone", () => {
  const href = hrefOfFigure(november, { of: "leftOut", reason: "unpaid_invoice" });
  expect(Object.fromEntries(new URL(href, "http://x").searchParams)).toEqual({
    month: "2026-11",
    organisationId: november.organisationId,
    currency: "GBP",
    word: "Left out",
    reason: "unpaid_invoice",
  });
});
