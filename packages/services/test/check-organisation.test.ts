import type { LedgerOrganisation } from "@counterfoil/core/reference";
import { expect, test } from "vitest";
import { checkOrganisation } from "../src/binding/check-organisation.ts";

const organisation: LedgerOrganisation = {
  name: "Acme",
  legalName: null,
  baseCurrency: "GBP",
  countryCode: "GB",
  timezone: null,
  shortCode: null,
  paysTax: true,
  isDemoCompany: false,
  organisationClass: "COMPREHENSIVE",
  periodLockDate: null,
  endOfYearLockDate: null,
  paymentTermsSales: null,
};
const policy = { lockedPeriod: "hold", invoiceStatus: "AUTHORISED", markAsSent: false } as const;
const usual = {
  organisation,
  currencies: ["GBP", "EUR"],
  seenCurrencies: ["GBP", "EUR"],
  policy,
  reminders: { areOn: false },
};

test("an organisation in order has nothing to look at", () => {
  expect(checkOrganisation(usual).filter(({ look }) => look === "warning")).toEqual([]);
});

test.each<[string, Partial<LedgerOrganisation>, RegExp]>([
  ["a Demo Company", { isDemoCompany: true }, /Demo Company/],
  ["a trial", { organisationClass: "TRIAL" }, /trial/],
  [
    "the later of two lock dates",
    { periodLockDate: "2026-09-30", endOfYearLockDate: "2026-03-31" },
    /30 Sept? 2026/,
  ],
  ["a small plan", { organisationClass: "IGNITE" }, /20 approved invoices/],
  ["no tax", { paysTax: false }, /Not registered/],
])("%s is something to look at", (_name, changed, title) => {
  const checks = checkOrganisation({ ...usual, organisation: { ...organisation, ...changed } });
  expect(checks.filter(({ look }) => look === "warning")).toMatchObject([
    { title: expect.stringMatching(title) },
  ]);
});

test("a currency that documents come in and Xero does not have is named; drafts are not capped, and reminders that are off remind nobody", () => {
  const seen = checkOrganisation({ ...usual, seenCurrencies: ["GBP", "USD"] });
  expect(seen.find(({ look }) => look === "warning")?.title).toBe("USD is not switched on");
  const drafts = checkOrganisation({
    ...usual,
    organisation: { ...organisation, organisationClass: "STARTER" },
    policy: { ...policy, invoiceStatus: "DRAFT", markAsSent: true },
  });
  expect(drafts.filter(({ look }) => look === "warning")).toEqual([]);
});

test.each([
  [true, "Reminders go out to web customers"],
  [null, "Reminders may go out"],
])(
  "invoices marked as sent, and reminders that Xero says are %s, are something to look at",
  (areOn, title) => {
    const markedAsSent = { ...policy, markAsSent: true };
    const warnings = (input: typeof policy | typeof markedAsSent) =>
      checkOrganisation({ ...usual, policy: input, reminders: { areOn } }).filter(
        ({ look }) => look === "warning",
      );
    expect(warnings(markedAsSent)).toMatchObject([{ title }]);
    expect(warnings(policy)).toEqual([]);
  },
);
