import { isGateway } from "@counterfoil/core/payment-method";
import type { StorefrontAccess, StorefrontRead } from "@counterfoil/core/ports";
import type { DocumentSale, InvoiceSale, PaymentSale } from "@counterfoil/core/sale";
import type { ServiceContext } from "../context.ts";
import type { DueDocument } from "./list-due-documents.ts";

export type Gathered =
  /** Of a document that was sent only what it lacks is fetched: then `sale` is null. */
  | { sale: DocumentSale | null; parent: InvoiceSale | null; payment: PaymentSale | null }
  | { problem: "not_found" | "invalid" | "unavailable"; detail: string };

export type GatheredSales =
  | { isStoreDown: false; sales: Map<string, Gathered> }
  | { isStoreDown: true; problem: "store_unreachable" | "store_refuses_us" };

const AT_ONCE = 4;

/**
 * Fetches what documents stand for, four at a time, until `endsAt`: what is left over stays due. One document that Magento
 * cannot give is that document's own trouble; it is the store's when nothing else could be had either.
 */
export async function gatherSales(
  ctx: ServiceContext,
  input: { access: StorefrontAccess; documents: DueDocument[]; endsAt: number },
): Promise<GatheredSales> {
  const sales = new Map<string, Gathered>();
  const waiting = [...input.documents];
  let isRefused = false;
  const worker = async () => {
    while (!isRefused && ctx.now().getTime() < input.endsAt) {
      const document = waiting.shift();
      if (!document) return;
      const answer = await gather(ctx, { access: input.access, document });
      if ("refused" in answer) isRefused = true;
      else sales.set(document.id, answer);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  if (isRefused) return { isStoreDown: true, problem: "store_refuses_us" };
  const isSilent =
    sales.size > 0 &&
    [...sales.values()].every((each) => "problem" in each && each.problem === "unavailable");
  if (!isSilent) return { isStoreDown: false, sales };
  const alive = await ctx.storefront.ping(input.access);
  if (alive.ok) return { isStoreDown: false, sales };
  return {
    isStoreDown: true,
    problem: alive.problem === "refused" ? "store_refuses_us" : "store_unreachable",
  };
}

async function gather(
  ctx: ServiceContext,
  input: { access: StorefrontAccess; document: DueDocument },
): Promise<Gathered | { refused: true }> {
  const { access, document } = input;
  if (document.isFrozen) return gatherPayment(ctx, { access, document, sale: null });
  const read: StorefrontRead<DocumentSale> =
    document.kind === "invoice"
      ? await ctx.storefront.invoice(document.magentoId, access)
      : await ctx.storefront.creditMemo(document.magentoId, access);
  if (!read.ok) return problemOf(read);
  const sale = read.value;
  if (sale.kind === "invoice") return gatherPayment(ctx, { access, document, sale });
  if (sale.invoiceId === null) return { sale, parent: null, payment: null };
  const parent = await ctx.storefront.invoice(sale.invoiceId, access);
  if (parent.ok) return { sale, parent: parent.value, payment: null };
  // Without an invoice, or with one that cannot be read, the refund goes all the same: only its settlement waits.
  const isWithout = parent.problem === "not_found" || parent.problem === "invalid";
  return isWithout ? { sale, parent: null, payment: null } : problemOf(parent);
}

/** The gateway's transaction id is nowhere else. What Magento has no payment of, or none that can be read, goes without. */
async function gatherPayment(
  ctx: ServiceContext,
  input: { access: StorefrontAccess; document: DueDocument; sale: InvoiceSale | null },
): Promise<Gathered | { refused: true }> {
  const { access, document, sale } = input;
  const method = sale?.paymentMethod ?? document.paymentMethod;
  if (!lacksPayment(document, method)) return { sale, parent: null, payment: null };
  const payment = await ctx.storefront.payment(document.magentoId, access);
  if (payment.ok) return { sale, parent: null, payment: payment.value };
  if (payment.problem === "refused" || payment.problem === "unavailable") return problemOf(payment);
  return { sale, parent: null, payment: null };
}

/** Transactions are gateways' alone: of other methods the invoice says all. */
export function lacksPayment(document: DueDocument, method = document.paymentMethod): boolean {
  return document.lacksPayment && (method === null || isGateway(method));
}

function problemOf(read: Extract<StorefrontRead<unknown>, { ok: false }>): Gathered | { refused: true } {
  if (read.problem === "refused") return { refused: true };
  return { problem: read.problem, detail: read.detail };
}
