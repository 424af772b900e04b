import { money } from "@counterfoil/core/money";
import type { Evidence, Ledger, LedgerDocument } from "./evidence.ts";
import { type Expected, markOf } from "./expect.ts";
import type { Verdict } from "./verdict.ts";

/** What stands in Xero for one of Magento's documents. */
export type Standing = { expected: Expected; xeroId: string; contactId: string; number: string };

type Booked = LedgerDocument & { xeroId: string; mark: string; due: string; kind: Expected["kind"] };
type Checking = { expected: Expected[]; verdict: Verdict };

/** Documents, payments and allocations: what should be there, once and right, and nothing else. */
export function checkBooks(evidence: Evidence, { expected, verdict }: Checking): Standing[] {
  const booked = bookedDocuments(evidence);
  const live = booked.filter(({ status }) => !isDead(status));
  const standing = expected.flatMap((each) => checkDocument(each, live, verdict));
  const known = new Set(standing.map(({ xeroId }) => xeroId));
  for (const document of live)
    if (!known.has(document.xeroId) && !expected.some((each) => isOf(document, each)))
      verdict.wrong(`${document.kind} ${document.number} is in Xero and nobody raised it`);
  for (const document of booked.filter(({ status }) => isDead(status)))
    checkDead(document, { expected, verdict });
  checkPayments(evidence, { standing, verdict });
  checkAllocations(evidence, { standing, verdict });
  return standing;
}

function bookedDocuments({ before, after }: Evidence): Booked[] {
  const old = new Set([
    ...before.invoices.map(({ invoiceId }) => invoiceId),
    ...before.creditNotes.map(({ creditNoteId }) => creditNoteId),
  ]);
  const invoices = after.invoices.map((each) => ({
    ...each,
    kind: "invoice" as const,
    xeroId: each.invoiceId,
    mark: /\/d\/([A-Z2-7]{10})$/.exec(each.url ?? "")?.[1] ?? "none",
    due: each.amountDue,
  }));
  const creditNotes = after.creditNotes.map((each) => ({
    ...each,
    kind: "creditmemo" as const,
    xeroId: each.creditNoteId,
    mark: markIn(each.reference),
    due: each.remainingCredit,
  }));
  return [...invoices, ...creditNotes].filter(({ xeroId }) => !old.has(xeroId));
}

const markIn = (reference: string) => /(?:^| )([A-Z2-7]{10})$/.exec(reference)?.[1] ?? "none";
const isDead = (status: string) => status === "VOIDED" || status === "DELETED";
const isOf = (document: Booked, expected: Expected) =>
  document.kind === expected.kind && (document.number === expected.number || document.mark === expected.mark);

function checkDocument(expected: Expected, live: Booked[], verdict: Verdict): Standing[] {
  const { name, outcome } = expected;
  const found = live.filter((document) => isOf(document, expected));
  if (outcome.state !== "posted") {
    if (found.length > 0)
      verdict.wrong(`${name} is in Xero although it is to be ${outcome.state} (${outcome.reason})`);
    return [];
  }
  const [first] = found;
  if (!first) {
    verdict.missing(`${name} is not in Xero`);
    return [];
  }
  if (found.length > 1) verdict.duplicate(`${name} is in Xero ${found.length} times`, found.length - 1);
  if (first.number !== expected.number) verdict.wrong(`${name} has the number ${first.number} in Xero`);
  if (first.mark !== expected.mark)
    verdict.wrong(`${name} has the mark ${first.mark} in Xero, not ${expected.mark}`);
  if (first.currencyCode !== expected.currency) verdict.wrong(`${name} is in ${first.currencyCode} in Xero`);
  verdict.compare(`${name}: its total in Xero`, { found: first.total, wanted: expected.total });
  verdict.compare(`${name}: what is left of it in Xero`, { found: first.due, wanted: expected.due });
  const status = expected.due.isZero() ? "PAID" : "AUTHORISED";
  if (!expected.total.isZero() && first.status !== status)
    verdict.wrong(`${name} is ${first.status} in Xero, not ${status}`);
  return [{ expected, xeroId: first.xeroId, contactId: first.contactId, number: first.number }];
}

/** A wrong document that was taken out again gave its number back first. */
function checkDead(document: Booked, { expected, verdict }: Checking): void {
  const owner = expected.find((each) => each.kind === document.kind && each.mark === document.mark);
  const isReversal = owner !== undefined && document.number.startsWith(`${owner.number}-VOID-`);
  if (!isReversal)
    verdict.wrong(`${document.kind} ${document.number} is left over in Xero as ${document.status}`);
}

type Settling = { standing: Standing[]; verdict: Verdict };

function checkPayments({ before, after, settings }: Evidence, { standing, verdict }: Settling): void {
  const old = new Set(before.payments.map(({ paymentId }) => paymentId));
  const fresh = after.payments.filter(({ paymentId }) => !old.has(paymentId));
  const owned = new Set<string>();
  for (const { expected, xeroId } of standing) {
    const found = fresh.filter(
      (each) => (each.invoiceId ?? each.creditNoteId) === xeroId && !isDead(each.status),
    );
    for (const { paymentId } of found) owned.add(paymentId);
    checkPayment(found, { expected, verdict });
    const [first] = found;
    if (!first || !expected.payment) continue;
    const kind = expected.kind === "invoice" ? "payment" : "refund";
    const mark = markOf(settings, kind, expected.magentoId);
    if (markIn(first.reference) !== mark)
      verdict.wrong(`${expected.name}: its ${kind} has the reference “${first.reference}”, without ${mark}`);
  }
  for (const { paymentId, amount, reference, status } of fresh)
    if (!owned.has(paymentId))
      verdict.wrong(`a payment of ${amount} (“${reference}”, ${status}) is in Xero and nobody made it`);
}

function checkPayment(
  found: Ledger["payments"],
  { expected, verdict }: { expected: Expected; verdict: Verdict },
): void {
  const what = `${expected.name}: its ${expected.kind === "invoice" ? "payment" : "refund"}`;
  const [first] = found;
  if (!expected.payment) {
    if (first) verdict.wrong(`${what} is in Xero although none is to be recorded`);
    return;
  }
  if (!first) {
    verdict.missing(`${what} is not in Xero`);
    return;
  }
  if (found.length > 1) verdict.duplicate(`${what} is in Xero ${found.length} times`, found.length - 1);
  verdict.compare(what, { found: first.amount, wanted: expected.payment.amount });
  if (first.accountId !== expected.payment.accountId) verdict.wrong(`${what} is on another account`);
}

function checkAllocations({ before, after }: Evidence, { standing, verdict }: Settling): void {
  const old = new Set(before.allocations.map(({ allocationId }) => allocationId));
  const fresh = after.allocations.filter(({ allocationId }) => !old.has(allocationId));
  const idOf = new Map(standing.map(({ expected, xeroId }) => [expected, xeroId]));
  const owned = new Set<string>();
  for (const { expected, xeroId } of standing) {
    const { allocation, name } = expected;
    if (!allocation || allocation.amount.isZero()) continue;
    const invoiceId = idOf.get(allocation.invoice);
    const found = fresh.filter(
      (each) => each.creditNoteId === xeroId && each.invoiceId === invoiceId && !each.isDeleted,
    );
    for (const { allocationId } of found) owned.add(allocationId);
    if (found.length === 0) verdict.missing(`${name}: its allocation is not in Xero`);
    if (found.length > 1) verdict.duplicate(`${name} is allocated ${found.length} times`, found.length - 1);
    const sum = found.reduce((total, { amount }) => total.plus(amount), money(0));
    if (found.length > 0)
      verdict.compare(`${name}: its allocation`, { found: sum.toFixed(2), wanted: allocation.amount });
  }
  for (const { allocationId, amount } of fresh)
    if (!owned.has(allocationId)) verdict.wrong(`an allocation of ${amount} is in Xero and nobody made it`);
}
