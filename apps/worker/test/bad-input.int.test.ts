import { isReasonCode, type ReasonParams, reasonSentence } from "@counterfoil/core/reasons";
import { UK_ORGANISATION_ID } from "@counterfoil/xero-simulator/seed/united-kingdom";
import { afterAll, beforeAll, expect, test } from "vitest";
import { disagreements } from "./agreement.ts";
import { asBookkeeper, invoiceByHand } from "./as-bookkeeper.ts";
import {
  type BadDocument,
  both,
  LINE,
  named,
  type RaisedBad,
  raiseBad,
  rewrite,
  set,
  setLine,
  without,
} from "./bad-input.ts";
import { startSyncing } from "./onboard.ts";
import { until } from "./until.ts";
import { startWholeSystem, untilAtRest, type WholeSystem } from "./whole-system.ts";

let system: WholeSystem;

beforeAll(async () => {
  system = await startWholeSystem();
  await system.xeroControl(`organisations/${UK_ORGANISATION_ID}`, { periodLockDate: "2026-01-31" });
});
afterAll(() => system?.stop());

const LONG = "Ünïcödé <näme> ".repeat(300);
const NASTY = "A\0B\uD800C\u0007D\uDFFFE\u001B[31m\u2028F ";
const unusable = (what: string) =>
  `failed magento_document_invalid: What Magento sent cannot be used as a document (${what}). Nothing is in Xero. Correct it in Magento and retry, or record it in Xero by hand.`;
const lacking = (fields: string) => unusable(`missing, unreadable or too large: ${fields}`);
const heldFor = (code: string, sentence: string) => `held ${code}: ${sentence}`;
const TAKEN = (number: string, total: string) =>
  heldFor(
    "number_taken",
    `Xero has a document numbered ${number} already, and we did not put it there (${total} there, 120.00 in Magento). Adopt it if it is the same, or choose a number prefix. Nothing was changed in Xero.`,
  );

/** What each must become: in Xero with this total, or stopped with this sentence. */
const CASES: Record<string, { of: BadDocument[]; becomes: string }> = {
  empty: { of: both({ raise: { lines: [] } }), becomes: "posted 0.00" },
  "2,000 lines": { of: both({ spoil: named(2_000, 20) }), becomes: "posted 2400.00" },
  "4 MB": { of: both({ spoil: named(1_000, 3_900) }), becomes: "posted 1200.00" },
  "6 MB": {
    of: [{ kind: "invoice", spoil: named(1_400, 3_900) }],
    becomes: unusable("it is larger than 5 MB"),
  },
  "a negative total": {
    of: both({ raise: { lines: [{ line_subtotal: -100, line_tax: -20 }] } }),
    becomes: heldFor(
      "magento_total_unexplained",
      "Magento's total is below zero (-120.00), which Xero takes neither as an invoice nor as a credit note. Record it by hand; nothing is in Xero.",
    ),
  },
  "a negative line": {
    of: both({ raise: { lines: [LINE, { line_subtotal: -10, line_tax: -2 }] } }),
    becomes: "posted 108.00",
  },
  "a negative quantity": {
    of: both({ raise: { lines: [{ ...LINE, qty: -1, unit_price: -100 }] } }),
    becomes: "posted 120.00",
  },
  "a huge quantity": { of: both({ raise: { lines: [{ ...LINE, qty: 1e14 }] } }), becomes: "posted 120.00" },
  "an absurd precision": {
    of: both({ spoil: setLine({ line_subtotal: 100.00005, qty: 0.00005, unit_price: 0.00005 }) }),
    becomes: "posted 120.00",
  },
  "a sum beyond Xero": {
    of: both({ raise: { lines: [{ line_subtotal: 1e12, line_tax: 0 }] } }),
    becomes: heldFor(
      "magento_total_unexplained",
      "An amount of this document (1000000000000.00) is larger than Xero can hold. Correct it in Magento and retry; nothing is in Xero.",
    ),
  },
  "adjustments beyond Xero": {
    of: [
      {
        kind: "creditmemo",
        raise: { adjustment_positive: 999999999999999, adjustment_negative: 999999999999999 },
      },
    ],
    becomes: heldFor(
      "magento_total_unexplained",
      "An amount of this document (999999999999999.00) is larger than Xero can hold. Correct it in Magento and retry; nothing is in Xero.",
    ),
  },
  "a sum beyond anything": {
    of: both({ spoil: set({ grand_total: 1e15 }) }),
    becomes: lacking("grand total"),
  },
  "an unknown currency": {
    of: both({ raise: { currency: "XXX" } }),
    becomes: heldFor(
      "currency_not_enabled",
      "Acme Retail (UK) does not use XXX. Add it in Xero (Settings, Currencies), then retry. Nothing is in Xero yet.",
    ),
  },
  "small letters": { of: both({ raise: { currency: "gbp" } }), becomes: "posted 120.00" },
  "no currency": { of: both({ spoil: without("currency") }), becomes: lacking("currency") },
  "a locked day": {
    of: both({ raise: { created_at: "2026-01-15T10:00:00Z" } }),
    becomes: heldFor(
      "period_locked",
      "Its date, 15 Jan 2026, lies in a period that is locked in Xero (up to 31 Jan 2026). Post on 1 Feb 2026 instead, or move the lock. Nothing is in Xero yet.",
    ),
  },
  "no day": { of: both({ spoil: set({ created_at: "0000-00-00 00:00:00" }) }), becomes: lacking("its date") },
  "year 9999": {
    of: both({ spoil: set({ created_at: "9999-12-31T23:59:59Z" }) }),
    becomes: lacking("its date"),
  },
  "4,000 characters": {
    of: both({ spoil: rewrite((text) => `${text}${LONG}`.slice(0, 4_000)) }),
    becomes: "posted 120.00",
  },
  emoji: { of: both({ spoil: rewrite((text) => `${text} 👩‍👩‍👧 🧾`) }), becomes: "posted 120.00" },
  NUL: { of: both({ spoil: rewrite((text) => `${NASTY}${text}`) }), becomes: "posted 120.00" },
  "no texts": { of: both({ spoil: rewrite(() => "") }), becomes: lacking("its number") },
  "no total": { of: both({ spoil: without("grand_total") }), becomes: lacking("grand total") },
  "no lines": { of: both({ spoil: without("lines") }), becomes: lacking("lines") },
  "no customer": { of: both({ spoil: without("customer") }), becomes: lacking("customer") },
  "lines that are none": {
    of: both({ spoil: set({ lines: [null, "line"] }) }),
    becomes: lacking("line 1, line 2"),
  },
  "a line of words": {
    of: both({ spoil: setLine({ line_subtotal: "a hundred", qty: {} }) }),
    becomes: lacking("line 1: quantity, line 1: line subtotal"),
  },
  "a website too large": {
    of: both({ spoil: set({ website_id: 3e9 }) }),
    becomes: unusable("it has a value that cannot be kept or planned"),
  },
  "somebody else's": {
    of: both({ spoil: set({ magento_id: 999_999 }) }),
    becomes: unusable("it is another document than the one asked for"),
  },
  "a list": { of: both({ spoil: () => [1, 2] }), becomes: lacking("the document itself") },
  nothing: { of: both({ spoil: () => null }), becomes: lacking("the document itself") },
  "a damaged payment": {
    of: [
      { kind: "invoice", payment: { amount: "all of it", method: null } },
      { kind: "invoice", payment: { amount: "999999999999999.99" } },
      { kind: "invoice", payment: { gateway_txn_id: `${NASTY}${LONG}` } },
    ],
    becomes: "posted 120.00",
  },
  "a wild announcement": {
    of: [
      ...both({ announcedAs: `"\\u0000${"N".repeat(50_000)}\\ud800"` }),
      ...both({ announcedAs: '{"a":[1]}' }),
    ],
    becomes: "posted 120.00",
  },
  "an odd method": {
    of: [
      { kind: "invoice", raise: { payment_method: "m".repeat(4_000) } },
      { kind: "invoice", raise: { payment_method: "stripe\0<b>" } },
    ],
    becomes: "posted 120.00",
  },
};

const ORDINARY: BadDocument = { kind: "invoice" };
type Expected = { name: string; becomes: string; document: RaisedBad };

test("bad documents are posted right or stop with a reason; the ordinary ones among them are in Xero and paid once", async () => {
  const onboarded = await system.onboard();
  const expected = await raiseAll();
  await system.control("drain", { atOnce: 20 });
  await system.startWorker();
  await startSyncing(system.ctx, onboarded);
  await untilAtRest(system, expected.length);

  const outcomes = await outcomesByDocument();
  const seen = expected.map(({ name, document }) => [name, document.kind, outcomes.get(keyOf(document))]);
  expect(seen).toEqual(expected.map(({ name, document, becomes }) => [name, document.kind, becomes]));
  // Two stand there by a bookkeeper's hand.
  expect(await disagreements(system)).toEqual([
    expect.stringMatching(/^invoice 0000000\d\d is in Xero and nobody posted it$/),
    expect.stringMatching(/^creditmemo CN-0000000\d\d is in Xero and nobody posted it$/),
  ]);
  await expectPaidOnce(expected);
  await expectTold(expected);
});

test("what people wrote is in Xero as far as Xero takes it", async () => {
  const books = (await system.books()) as unknown as {
    contacts: { name: string }[];
    invoices: { number: string; contactName: string; reference: string; lines: { description: string }[] }[];
  };
  const { contacts, invoices } = books;
  for (const { name } of contacts) expect(name.length).toBeLessThanOrEqual(255);
  const names = contacts.map(({ name }) => name).filter((name) => name.startsWith("Hand No 500"));
  expect(names).toEqual(["Hand No 500", "Hand No 500 (C500)"]);
  expect(JSON.stringify(books)).not.toMatch(/\\u0000|\\ud[89a-f]/i);
  const of = (name: RegExp) => invoices.find(({ contactName }) => name.test(contactName));
  expect(of(/👩‍👩‍👧 🧾/u)).toMatchObject({
    number: expect.stringMatching(/^\d{9} -+ -$/),
    reference: expect.stringContaining("👩‍👩‍👧 🧾"),
    lines: [{ description: "Hand-made line 👩‍👩‍👧 🧾\n(HAND-MADE 👩‍👩‍👧 🧾)" }],
  });
  const lines = [{ description: "A�B�C D�E [31m F Hand-made line\n(A�B�C D�E [31m F HAND-MADE)" }];
  expect(of(/�/)).toMatchObject({ number: expect.stringMatching(/^A-B-C-D-E-\[31m-F \d{9}$/), lines });
  const long = of(/^HandÜnïcödé näme Ünïcödé.*…( \(C\d+\))?$/);
  expect(long?.number).toHaveLength(255);
  expect(long?.lines[0]?.description.length).toBeGreaterThan(3_900);
});

test("corrected in Magento and announced again, it goes, and is paid", async () => {
  const [row] = await system.rows<{ magento_id: string; increment_id: string }>(
    "SELECT magento_id, increment_id FROM document WHERE kind = 'invoice' AND reason_params->>'detail' LIKE '%too large: grand total'",
  );
  const { document: corrected, payment } = system.magento.state.invoices[Number(row?.magento_id)] ?? {};
  Object.assign(corrected ?? {}, { grand_total: 120 });
  Object.assign(payment ?? {}, { amount: 120 });
  const document = {
    id: Number(row?.magento_id),
    kind: "invoice" as const,
    increment_id: row?.increment_id ?? "",
  };
  await system.replay(document);
  await system.comesTo(document, "posted");
  await expectPaidOnce([{ name: "corrected", becomes: "posted 120.00", document }]);
});

test("a credit memo goes although its invoice is damaged; only its settlement waits until that is corrected", async () => {
  const invoice = await raiseBad(system, { kind: "invoice", spoil: without("currency") }, 800);
  const memo = await raiseBad(
    system,
    { kind: "creditmemo", raise: { invoice_id: invoice.id, lines: [LINE] } },
    800,
  );
  await system.control("drain", {});
  await system.comesTo(invoice, "failed");
  const waiting = await until("the credit note is in Xero", async () => {
    const row = await system.find(memo);
    return row?.main_state === "posted" && row;
  });
  expect(waiting).toMatchObject({ state: "waiting", reason: "waiting_for_invoice" });
  Object.assign(system.magento.state.invoices[invoice.id]?.document ?? {}, { currency: "GBP" });
  await system.replay(invoice);
  await system.comesTo(memo, "posted");
  const { creditNotes, payments } = await system.books();
  const note = creditNotes.find(({ number }) => number === `CN-${memo.increment_id}`);
  expect(note).toMatchObject({ status: "PAID", remainingCredit: "0.00" });
  const refunds = payments.filter(({ creditNoteId }) => creditNoteId === note?.creditNoteId);
  expect(refunds.map(({ amount }) => amount)).toEqual(["120.00"]);
});

async function raiseAll(): Promise<Expected[]> {
  await asBookkeeper(system, "Contacts", { Contacts: [{ Name: "Somebody" }, { Name: "Hand No 500" }] });
  const [somebody] = (await system.books()).contacts;
  const all: Expected[] = [];
  const raise = async (name: string, becomes: string, bad: BadDocument = ORDINARY) => {
    const document = await raiseBad(system, bad, 500 + all.length);
    all.push({ name, becomes, document });
    return document;
  };
  await raise("a name that somebody has", "posted 120.00");
  for (const [index, [name, { of, becomes }]] of Object.entries(CASES).entries()) {
    if (index % 5 === 0) await raise("ordinary", "posted 120.00");
    for (const bad of of) await raise(name, becomes, bad);
  }
  const taken = await raise("a number Xero has", "");
  all.push({ ...(all.pop() as Expected), becomes: TAKEN(taken.increment_id, "7.00") });
  await asBookkeeper(system, "Invoices", invoiceByHand(taken.increment_id, somebody?.contactId));
  const note = await raise("a number Xero has", "", { kind: "creditmemo" });
  const CreditNoteNumber = `CN-${note.increment_id}`;
  all.push({ ...(all.pop() as Expected), becomes: TAKEN(CreditNoteNumber, "0.00") });
  const Contact = { ContactID: somebody?.contactId };
  const byHand = { Type: "ACCRECCREDIT", CreditNoteNumber, Contact, Date: "2026-11-01" };
  await asBookkeeper(system, "CreditNotes", { CreditNotes: [byHand] });
  await raise("ordinary", "posted 120.00");
  return all;
}

/** Magento's total of a posted one, or the reason with its sentence, by kind and id: numbers may be damaged. */
async function outcomesByDocument(): Promise<Map<string, string>> {
  const rows = await system.rows<{
    kind: string;
    id: string;
    state: string;
    reason: string | null;
    params: ReasonParams;
    total: string | null;
  }>(
    `SELECT d.kind, d.magento_id AS id, d.state, d.reason, d.reason_params AS params, p.xero_total AS total
     FROM document d JOIN posting p ON p.document_id = d.id AND p.kind IN ('invoice', 'credit_note')`,
  );
  return new Map(
    rows.map(({ kind, id, state, reason, params, total }) => {
      const said = reason !== null && isReasonCode(reason) ? reasonSentence(reason, params) : "";
      return [`${kind} ${id}`, state === "posted" ? `posted ${total}` : `${state} ${reason}: ${said}`];
    }),
  );
}

const keyOf = ({ kind, id }: RaisedBad) => `${kind} ${id}`;

/** Every invoice that is in Xero has one payment of its total, but for those of nothing, and of methods that nobody mapped. */
async function expectPaidOnce(expected: readonly Expected[]): Promise<void> {
  const { invoices, payments } = await system.books();
  const numbers = await system.rows<{ id: string; number: string }>(
    "SELECT magento_key AS id, xero_number AS number FROM posting WHERE kind = 'invoice' AND state = 'posted'",
  );
  const paid = expected.filter(
    ({ name, document, becomes }) =>
      document.kind === "invoice" && /^posted [^0]/.test(becomes) && name !== "an odd method",
  );
  expect(paid.length).toBeGreaterThan(0);
  for (const { name, document, becomes } of paid) {
    const { number } = numbers.find(({ id }) => id === String(document.id)) ?? {};
    const [invoice, ...others] = invoices.filter((each) => each.number === number);
    expect([name, others.length, invoice?.status, invoice?.amountDue]).toEqual([name, 0, "PAID", "0.00"]);
    const amounts = payments.filter(({ invoiceId }) => invoiceId === invoice?.invoiceId);
    expect(amounts.map(({ amount }) => `posted ${amount}`)).toEqual([becomes]);
  }
}

/** Magento shows each as synced, or as failed with the code. */
async function expectTold(expected: readonly Expected[]): Promise<void> {
  await until("Magento is told of each", async () => {
    const told = Object.values(system.magento.state.syncStates);
    return expected.every(({ document, becomes }) => {
      const state = told.find(
        (each) => each.entity_type === document.kind && each.magento_entity_id === document.id,
      );
      const isPosted = becomes.startsWith("posted");
      const code = isPosted ? null : /^\w+ (\w+):/.exec(becomes)?.[1];
      return state?.sync_status === (isPosted ? "synced" : "failed") && state.error_code === code;
    });
  });
}
