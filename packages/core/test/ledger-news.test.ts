import { expect, test } from "vitest";
import { type KnownInXero, type LedgerNews, readLedgerNews } from "../src/ledger-news.ts";
import type { LedgerDocument } from "../src/ports.ts";
import type { PostingState } from "../src/posting.ts";

const known = (changes: Partial<KnownInXero> = {}): KnownInXero => ({
  number: "000000042",
  total: "120.00",
  currencyCode: "GBP",
  magentoTotal: "120.00",
  status: "AUTHORISED",
  news: null,
  payment: null,
  ...changes,
});

const found = (changes: Partial<LedgerDocument> = {}): LedgerDocument => ({
  kind: "invoice",
  xeroId: "i1",
  number: "000000042",
  name: null,
  status: "AUTHORISED",
  total: "120.00",
  totalTax: "20.00",
  amountDue: "120.00",
  remainingCredit: null,
  currencyCode: "GBP",
  contactId: "c1",
  reference: null,
  url: null,
  updatedAt: null,
  settles: null,
  allocations: [],
  payments: [],
  mergedToContactId: null,
  ...changes,
});

const payment = (state: PostingState, isInXero = false) => ({ payment: { state, isInXero } });
const paid = { status: "PAID", amountDue: "0.00" };
const voided = { reason: "voided_in_xero", params: { number: "000000042", xeroId: "i1" } } as const;
const changedTo = (xeroTotal: string, xeroCurrency = "GBP") =>
  ({
    reason: "changed_in_xero",
    params: { number: "000000042", xeroId: "i1", magentoTotal: "120.00", xeroTotal, xeroCurrency },
  }) as const;

const cases: [string, KnownInXero, LedgerDocument, Partial<LedgerNews>][] = [
  ["as we know it", known(), found(), { news: null, isPaidThere: false, isDifferent: false }],
  ["written otherwise", known(), found({ total: "120.0" }), { news: null, isDifferent: false }],
  ["approved", known({ status: "DRAFT" }), found(), { status: "AUTHORISED", news: null, isDifferent: true }],
  ["still a draft", known({ status: "DRAFT" }), found({ status: "DRAFT" }), { isDifferent: false }],
  ["sent for approval", known({ status: "DRAFT" }), found({ status: "SUBMITTED" }), { isDifferent: true }],
  ["voided", known(), found({ status: "VOIDED", amountDue: "0.00" }), { news: voided, isDifferent: true }],
  [
    "a draft deleted",
    known({ status: "DRAFT" }),
    found({ status: "DELETED" }),
    { news: voided, isDifferent: true },
  ],
  [
    "voided, as it shows already",
    known({ status: "VOIDED", news: "voided_in_xero" }),
    found({ status: "VOIDED" }),
    { news: voided, isDifferent: false },
  ],
  [
    "another total",
    known(),
    found({ total: "100.00", amountDue: "100.00" }),
    { news: changedTo("100.00"), isDifferent: true },
  ],
  [
    "another currency",
    known(),
    found({ currencyCode: "EUR" }),
    { news: changedTo("120.00", "EUR"), isDifferent: true },
  ],
  [
    "approved with another total",
    known({ status: "DRAFT", ...payment("waiting") }),
    found({ total: "100.00", amountDue: "100.00" }),
    { status: "AUTHORISED", news: changedTo("100.00"), isPaidThere: false, isDifferent: true },
  ],
  ["back as it was", known({ news: "changed_in_xero" }), found(), { news: null, isDifferent: true }],
  [
    "a total that a person took for the same",
    known({ total: "119.99" }),
    found({ total: "119.99" }),
    { news: null, isDifferent: false },
  ],
  ["paid there", known(payment("waiting")), found(paid), { isPaidThere: true, isDifferent: true }],
  ["paid there, ours was about to go", known(payment("planned")), found(paid), { isPaidThere: true }],
  ["paid there, ours was a person's", known(payment("held")), found(paid), { isPaidThere: true }],
  [
    "paid by ours",
    known({ status: "PAID", ...payment("posted", true) }),
    found(paid),
    { isDifferent: false },
  ],
  ["ours on its way", known(payment("sending")), found(paid), { isPaidThere: false }],
  ["ours not known", known(payment("unconfirmed")), found(paid), { isPaidThere: false }],
  ["ours wrong there", known(payment("held", true)), found(paid), { isPaidThere: false }],
  ["left to the bank", known(payment("skipped")), found(paid), { isPaidThere: false }],
  ["paid in part", known(payment("planned")), found({ amountDue: "20.00" }), { isPaidThere: false }],
  [
    "nothing to pay from the beginning",
    known({ total: "0.00", ...payment("planned") }),
    found({ ...paid, total: "0.00" }),
    { isPaidThere: false },
  ],
  [
    "voided is not paid",
    known(payment("waiting")),
    found({ status: "VOIDED", amountDue: "0.00" }),
    { news: voided, isPaidThere: false },
  ],
  [
    "a draft is not paid",
    known({ status: "DRAFT", ...payment("waiting") }),
    found({ status: "DRAFT", amountDue: "0.00" }),
    { isPaidThere: false, isDifferent: false },
  ],
];

test.each(cases)("%s", (_, before, document, expected) => {
  expect(readLedgerNews(before, document)).toMatchObject(expected);
});
