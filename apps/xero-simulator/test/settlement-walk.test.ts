import { afterAll, beforeAll, expect, it } from "vitest";
import { UK_ORGANISATION_ID } from "../src/seed/united-kingdom.ts";
import { invoiceBody, line, runningSimulator } from "./running-simulator.ts";
import { control } from "./simulator-client.ts";

const run = runningSimulator({ beforeAll, afterAll });

interface Ledger {
  invoices: Document[];
  creditNotes: Document[];
  payments: { paymentId: string; invoiceId: string; creditNoteId: string; amount: string; status: string }[];
  allocations: {
    allocationId: string;
    invoiceId: string;
    creditNoteId: string;
    amount: string;
    isDeleted: boolean;
  }[];
}

interface Document {
  invoiceId: string;
  creditNoteId: string;
  number: string;
  status: string;
  total: string;
  amountDue: string;
  amountPaid: string;
  amountCredited: string;
  remainingCredit: string;
}

const readLedger = async (): Promise<Ledger> =>
  (await control(run.origin, "GET", `/organisations/${UK_ORGANISATION_ID}/ledger`)).json;
const cents = (text: string) => Math.round(Number(text) * 100);

/** Every document must be what its payments and allocations make of it, and every number must be one document's. */
function contradictions({ invoices, creditNotes, payments, allocations }: Ledger): string[] {
  const sum = (list: { amount: string }[]) => list.reduce((total, { amount }) => total + cents(amount), 0);
  const paid = payments.filter(({ status }) => status === "AUTHORISED");
  const allocated = allocations.filter(({ isDeleted }) => !isDeleted);
  const found: string[] = [];
  const settled = (one: Document, taken: number, left: string) => {
    const isDead = one.status === "VOIDED" || one.status === "DELETED";
    if (isDead && (taken !== 0 || cents(left) !== 0)) found.push(`${one.number} is dead and still settled`);
    if (isDead) return;
    if (cents(one.total) - taken !== cents(left)) found.push(`${one.number} is off by a payment`);
    if (cents(left) < 0) found.push(`${one.number} is settled too much`);
    if (one.status === "PAID" && cents(left) !== 0) found.push(`${one.number} is PAID and open`);
    if (one.status === "AUTHORISED" && cents(left) === 0) found.push(`${one.number} is settled and not PAID`);
    if (one.status === "DRAFT" && taken !== 0) found.push(`${one.number} is a draft and settled`);
  };
  for (const one of invoices) {
    const byMoney = sum(paid.filter(({ invoiceId }) => invoiceId === one.invoiceId));
    const byCredit = sum(allocated.filter(({ invoiceId }) => invoiceId === one.invoiceId));
    if (cents(one.amountPaid) !== byMoney || cents(one.amountCredited) !== byCredit) {
      found.push(`${one.number} does not add up`);
    }
    settled(one, byMoney + byCredit, one.amountDue);
  }
  for (const one of creditNotes) {
    const refunded = sum(paid.filter(({ creditNoteId }) => creditNoteId === one.creditNoteId));
    const used = sum(allocated.filter(({ creditNoteId }) => creditNoteId === one.creditNoteId));
    settled(one, refunded + used, one.remainingCredit);
  }
  for (const list of [invoices, creditNotes]) {
    const numbers = list.map(({ number }) => number.toLowerCase());
    if (new Set(numbers).size !== numbers.length) found.push("a number is taken twice");
  }
  return found;
}

it("three hundred payments, refunds, allocations, deletions, voids and renames leave books that add up", async () => {
  let seed = 20261121;
  const upTo = (limit: number) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * limit);
  };
  const statuses = new Map<number, number>();
  for (let step = 0; step < 300; step += 1) {
    const ledger = await readLedger();
    const invoice = ledger.invoices[upTo(ledger.invoices.length)];
    const note = ledger.creditNotes[upTo(ledger.creditNotes.length)];
    const payment = ledger.payments[upTo(ledger.payments.length)];
    const allocation = ledger.allocations[upTo(ledger.allocations.length)];
    const amount = [1200, 2400, 4800, 333, 5000][upTo(5)] ?? 1;
    const money = { Account: { Code: "090" }, Amount: amount / 100, Date: "2026-11-22" };
    const status = ["VOIDED", "DELETED", "AUTHORISED", "DRAFT"][upTo(4)];
    const calls: [string, string, unknown][] = [
      [
        "PUT",
        "Invoices",
        invoiceBody({ InvoiceNumber: undefined, Status: ["DRAFT", "AUTHORISED"][upTo(2)] }),
      ],
      [
        "PUT",
        "CreditNotes",
        {
          Type: "ACCRECCREDIT",
          Contact: { Name: "Acme Ltd" },
          Status: "AUTHORISED",
          LineItems: [line({ Quantity: 1 + upTo(2) })],
        },
      ],
      ["PUT", "Payments", { ...money, Invoice: { InvoiceID: invoice?.invoiceId } }],
      ["PUT", "Payments", { ...money, CreditNote: { CreditNoteID: note?.creditNoteId } }],
      [
        "PUT",
        `Payments${upTo(2) ? "" : "?summarizeErrors=false"}`,
        {
          Payments: [
            { ...money, Invoice: { InvoiceID: invoice?.invoiceId } },
            { ...money, Invoice: { InvoiceID: invoice?.invoiceId } },
          ],
        },
      ],
      [
        "PUT",
        `CreditNotes/${note?.creditNoteId}/Allocations`,
        { Amount: amount / 100, Date: "2026-11-22", Invoice: { InvoiceID: invoice?.invoiceId } },
      ],
      ["POST", `Payments/${payment?.paymentId}`, { Status: "DELETED" }],
      [
        "DELETE",
        `CreditNotes/${allocation?.creditNoteId}/Allocations/${allocation?.allocationId}`,
        undefined,
      ],
      ["POST", `Invoices/${invoice?.invoiceId}`, { Status: status }],
      ["POST", `CreditNotes/${note?.creditNoteId}`, { Status: status }],
      ["POST", `Invoices/${invoice?.invoiceId}`, { InvoiceNumber: `REN-${upTo(6)}` }],
      ["POST", `Invoices/${invoice?.invoiceId}`, { LineItems: [line({ UnitAmount: upTo(3) * 10 })] }],
    ];
    const [method, path, body] = calls[upTo(calls.length)] ?? ["GET", "Organisation", undefined];
    const answer = await run.api(method, path, { body });
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    const after = await readLedger();
    expect(contradictions(after), `after ${method} ${path} ${JSON.stringify(body)}`).toEqual([]);
    if (answer.status === 400) expect(after).toEqual(ledger);
  }
  // Enough of both kinds, or the walk would prove nothing.
  expect(statuses.get(200)).toBeGreaterThan(100);
  expect(statuses.get(400)).toBeGreaterThan(50);
  expect([...statuses.keys()].every((status) => [200, 400, 404].includes(status))).toBe(true);
}, 60_000);
