import { DEFAULT_SWITCHES, type Switches } from "@counterfoil/xero-simulator/options";

/**
 * Where reports about Xero disagree: what we promise whichever of them is true, and the position that is not the default.
 * `shownBy`: a case of its own, the whole deck of sales with every such switch turned, or the consent tests of the services.
 */
export const promises = {
  taxAmountOverride: {
    other: "refuse",
    shownBy: "case",
    promise:
      "tax as Magento has it: as TaxAmount, or, once that was refused, a rounding line; above 0.05 held with the amount",
  },
  negativeQuantity: {
    other: "accept",
    shownBy: "case",
    promise: "no line goes with a quantity below zero; such amounts are in the unit amount",
  },
  creditNoteRename: {
    other: "refuse",
    shownBy: "case",
    promise:
      "a credit note that came out wrong is taken out again and held with both figures; where it may not be renamed its number is said to stay taken",
  },
  voidedNumbers: {
    other: "free",
    shownBy: "case",
    promise:
      "a document that came out wrong gives its number back first; a number that a bookkeeper voided is held as taken, or used",
  },
  idempotencyMismatch: {
    other: "problem",
    shownBy: "case",
    promise: "a key that Xero knows with other bytes: frozen until it is known, never sent twice",
  },
  notFoundBody: {
    other: "sentence",
    shownBy: "case",
    promise: "a contact whose id leads nowhere is found again by its number, and stops nobody else",
  },
  failedBatch: {
    other: "good-stored",
    shownBy: "case",
    promise: "bad documents in a batch: each good one is there once, each bad one says why",
  },
  halfCent: {
    other: "bankers",
    shownBy: "case",
    promise: "tax that ends in half a cent: posted, or taken out again and held with both figures",
  },
  missingScopeHeader: {
    other: "invalid_token",
    shownBy: "case",
    promise: "a missing scope asks for a new consent and does not end the grant; then what waited goes, once",
  },
  concurrentRetryAfter: {
    other: "1",
    shownBy: "case",
    promise: "too many calls at once, by others than us: waited for, then all is there once",
  },
  inclusiveTax: { other: "ratio", shownBy: "deck", promise: "we send net amounts only" },
  settlementEvent: { other: "raised", shownBy: "deck", promise: "no event is relied on" },
  allocationIdInAnswer: {
    other: "present",
    shownBy: "deck",
    promise: "an allocation is known by its two documents, with an id or without",
  },
  reconciledPaymentDelete: {
    other: "accept",
    shownBy: "deck",
    promise: "a payment is deleted at once or never",
  },
  attachmentMegabytes: { other: 25, shownBy: "deck", promise: "we send no attachment" },
  requestMegabytes: { other: 10, shownBy: "deck", promise: "no call of ours is above 3.5 MB" },
  invalidClientStatus: {
    other: 401,
    shownBy: "services",
    promise: "wrong credentials of ours never end a merchant's grant",
  },
  secondConsent: {
    other: "replaces",
    shownBy: "services",
    promise:
      "a user's newest tokens serve all of the user's connections, also when a later walk comes to nothing",
  },
} as const satisfies { [Name in keyof Switches]: Promised<Switches[Name]> };

type Promised<Position> = { other: Position; shownBy: "case" | "deck" | "services"; promise: string };

/** All positions as they are not by default, but for those left out. */
export function turned(...except: (keyof Switches)[]): Partial<Switches> {
  const names = Object.keys(promises) as (keyof Switches)[];
  return Object.fromEntries(
    names.filter((name) => !except.includes(name)).map((name) => [name, promises[name].other]),
  );
}

/** Both positions of one switch, the default first. */
export function positionsOf<Name extends keyof Switches>(name: Name): Switches[Name][] {
  return [DEFAULT_SWITCHES[name], promises[name].other as Switches[Name]];
}
