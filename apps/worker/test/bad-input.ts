import type { WholeSystem } from "./whole-system.ts";

type Json = Record<string, unknown>;

/** A document as a store might hand it over. */
export type BadDocument = {
  kind: "invoice" | "creditmemo";
  /** How it is raised: one line of 100.00 and 20.00 tax, taken by card, unless it says otherwise. */
  raise?: Json;
  /** Changes what the store hands over, or answers what it hands over instead. */
  spoil?: (document: Json) => unknown;
  /** Of its payment, where that is not simply the invoice's total. */
  payment?: Json;
  /** As which number its events announce it, as JSON. */
  announcedAs?: string;
};

export type RaisedBad = { kind: BadDocument["kind"]; id: number; increment_id: string };

/** Raises it with its events still in the store. */
export async function raiseBad(
  system: WholeSystem,
  bad: BadDocument,
  customerId: number,
): Promise<RaisedBad> {
  const customer = {
    magento_id: customerId,
    email: `c${customerId}@example.com`,
    last_name: `No ${customerId}`,
  };
  const input = { customer, ...bad.raise };
  const isInvoice = bad.kind === "invoice";
  const { id, increment_id } = isInvoice
    ? await system.raiseInvoiceQuietly({ payment_method: "stripe_payments", ...input })
    : await system.raiseMemoQuietly({ lines: [LINE], ...input });
  const { invoices, creditMemos } = system.magento.state;
  const saved = isInvoice ? invoices[id] : creditMemos[id];
  if (!saved) throw new Error(`${bad.kind} ${increment_id} was not raised`);
  const answer = bad.spoil?.(saved.document as unknown as Json);
  if (answer !== undefined) Object.assign(saved, { document: answer });
  const total = (saved.document as { grand_total?: unknown } | null)?.grand_total;
  if ("payment" in saved) Object.assign(saved.payment ?? {}, { amount: total, ...bad.payment });
  const { announcedAs } = bad;
  if (announcedAs !== undefined)
    for (const row of system.magento.state.outbox)
      row.payload = row.payload.replace(`"${increment_id}"`, () => announcedAs);
  return { kind: bad.kind, id, increment_id };
}

export const LINE = { line_subtotal: 100, line_tax: 20 };

export const both = (bad: Omit<BadDocument, "kind">): BadDocument[] => [
  { kind: "invoice", ...bad },
  { kind: "creditmemo", ...bad },
];

/** These fields instead. */
export const set = (fields: Json) => (document: Json) => void Object.assign(document, fields);

export const setLine = (fields: Json) => (document: Json) =>
  void Object.assign((document.lines as Json[])[0] ?? {}, fields);

export const without = (field: string) => (document: Json) => void delete document[field];

/** So many lines of 1.00 and 0.20 tax, with names of that length. */
export function named(count: number, length: number) {
  return (document: Json) => {
    const line = { qty: 1, unit_price: 1, line_subtotal: 1, line_tax: 0.2, line_total: 1.2 };
    const lines = Array.from({ length: count }, (_none, n) => ({
      sku: `S${n}`,
      name: "n".repeat(length),
      ...line,
    }));
    const totals = { grand_total: count * 1.2, subtotal: count, tax_amount: count * 0.2 };
    Object.assign(document, { lines, ...totals });
  };
}

/** The same document with every text changed that somebody wrote, its number too. */
export function rewrite(change: (text: string) => string): (document: Json) => unknown {
  const walk = (value: unknown, key: string): unknown => {
    if (typeof value === "string") return KEPT.has(key) ? value : change(value);
    if (Array.isArray(value)) return value.map((each) => walk(each, key));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, walk(inner, name)]));
  };
  return (document) => walk({ ...document, reason: "It was damaged", po_number: "PO 7" }, "");
}

/** What is no text of people's, but says how the rest is to be read. */
const KEPT = new Set([
  "currency",
  "state",
  "kind",
  "payment_method",
  "created_at",
  "updated_at",
  "invoice_created_at",
]);
