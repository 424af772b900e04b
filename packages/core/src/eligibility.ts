import { accountingDay } from "./accounting-day.ts";
import { money } from "./money.ts";
import type { Policy } from "./policy.ts";
import type { SkipCode } from "./reasons.ts";
import type { DocumentSale, SaleLine } from "./sale.ts";

/** Where a document comes from, as far as it is known; events and credit memos may lack the store view. */
export type Origin = { websiteId: number | null; storeViewId: number | null };

type Filters = Pick<Policy, "websiteFilter" | "storeFilter">;

/** Both filters must accept. Website 0 (what guests and the admin carry) passes a website filter only through its store view. */
export function accepts(filters: Filters, origin: Origin): boolean {
  const { websiteFilter, storeFilter } = filters;
  const isStoreAccepted =
    storeFilter.length === 0 || (origin.storeViewId !== null && storeFilter.includes(origin.storeViewId));
  if (!isStoreAccepted) return false;
  if (websiteFilter.length === 0) return true;
  if (origin.websiteId !== null && origin.websiteId !== 0) return websiteFilter.includes(origin.websiteId);
  return storeFilter.length > 0;
}

export type EventRoute<B> =
  | { kind: "accepted"; bindings: B[] }
  /** The first binding shows it as left out. */
  | { kind: "refused"; binding: B }
  | { kind: "unrouted" };

/**
 * Which bindings of the event's store take it: one for a document (bindings of a store never overlap), all that sync
 * customers for a customer. `bindings` in order of creation.
 */
export function routeEvent<B extends { policy: Filters & Pick<Policy, "syncCustomers"> }>(
  event: Origin & { about: "invoice" | "creditmemo" | "customer" },
  bindings: readonly B[],
): EventRoute<B> {
  const first = bindings[0];
  if (!first) return { kind: "unrouted" };
  if (event.about === "customer") {
    return { kind: "accepted", bindings: bindings.filter((binding) => binding.policy.syncCustomers) };
  }
  const binding = bindings.find((candidate) => accepts(candidate.policy, event));
  return binding ? { kind: "accepted", bindings: [binding] } : { kind: "refused", binding: first };
}

/** True when some store view could be taken by both: two bindings of one store must not. */
export function overlaps(one: Filters, other: Filters): boolean {
  const meet = (a: readonly number[], b: readonly number[]) =>
    a.length === 0 || b.length === 0 || a.some((id) => b.includes(id));
  return meet(one.websiteFilter, other.websiteFilter) && meet(one.storeFilter, other.storeFilter);
}

export type Ineligible = { reason: SkipCode; params: Record<string, string> };

/** Why policy leaves a document out, or null. Credit memos have no paid state and are never left out for it. */
export function eligibility(input: {
  sale: DocumentSale;
  policy: Pick<Policy, "syncSince" | "syncUnpaidInvoices" | "syncZeroValueInvoices" | "storeTimezone">;
  /** UTC instant; the event's where the document carries none. */
  raisedAt?: string;
}): Ineligible | null {
  const { sale, policy, raisedAt = input.sale.createdAt } = input;
  if (policy.syncSince !== null && Date.parse(raisedAt) < Date.parse(policy.syncSince)) {
    const [date, syncSince] = [raisedAt, policy.syncSince].map((at) =>
      accountingDay(at, policy.storeTimezone),
    );
    return { reason: "outside_sync_since", params: { date: date ?? "", syncSince: syncSince ?? "" } };
  }
  if (sale.kind === "invoice" && sale.state !== "paid" && !policy.syncUnpaidInvoices) {
    return { reason: "unpaid_invoice", params: {} };
  }
  if (!policy.syncZeroValueInvoices && isWithoutValue(sale)) {
    return { reason: "zero_value_invoice", params: {} };
  }
  return null;
}

/** No line has value, nor has shipping or an adjustment. An invoice paid wholly by store credit totals 0 and is a sale. */
export function isWithoutValue(sale: DocumentSale): boolean {
  const amounts = [sale.shippingAmount, sale.shippingTaxAmount, sale.grandTotal];
  if (sale.kind === "creditmemo") amounts.push(sale.adjustmentPositive, sale.adjustmentNegative);
  return amounts.every((amount) => money(amount).isZero()) && sale.lines.every(isWithoutAmounts);
}

/** The dummy lines of composite products, and samples. */
export function isWithoutAmounts(line: SaleLine): boolean {
  return [line.lineSubtotal, line.lineTax, line.lineTotal].every((amount) => money(amount).isZero());
}
