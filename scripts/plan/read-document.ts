import type { CreditMemoSale, InvoiceSale, PaymentSale } from "@counterfoil/core/sale";
import { type MappedSale, mapCreditMemo, mapInvoice, mapPayment } from "@counterfoil/magento/map-sale";

/** A document of the file: what it calls itself, as far as that can be read, and the sale, or the fields that cannot be read. */
export type ReadDocument = {
  magentoId: number | null;
  incrementId: string | null;
  currency: string | null;
} & (
  | { kind: "invoice"; mapped: MappedSale<InvoiceSale> }
  | { kind: "creditmemo"; mapped: MappedSale<CreditMemoSale> }
  | { kind: "payment"; mapped: MappedSale<PaymentSale> }
  | { kind: "customer" }
  | { kind: "unknown" }
);

/** The wire does not name a document's kind: its fields do. */
export function readDocument(element: unknown): ReadDocument {
  const body = bodyOf(element);
  const about = {
    magentoId: idOf(body.magento_id),
    incrementId: textOf(body.increment_id ?? body.invoice_increment_id),
    currency: textOf(body.currency),
  };
  const kind = kindOf(body);
  switch (kind) {
    case "invoice":
      return { ...about, kind, mapped: mapInvoice(body) };
    case "creditmemo":
      return { ...about, kind, incrementId: textOf(body.increment_id), mapped: mapCreditMemo(body) };
    case "payment":
      return { ...about, kind, mapped: mapPayment(body) };
    default:
      return { ...about, kind };
  }
}

type Body = Readonly<Record<string, unknown>>;

/** The document itself, also where it comes in an envelope. */
function bodyOf(element: unknown): Body {
  if (!isBody(element)) return {};
  return isBody(element.document) && !Object.hasOwn(element, "grand_total") ? element.document : element;
}

function kindOf(body: Body): ReadDocument["kind"] {
  const has = (...keys: string[]) => keys.some((key) => Object.hasOwn(body, key));
  if (has("captured_at", "gateway_txn_id", "gateway_metadata")) return "payment";
  if (has("adjustment_positive", "adjustment_negative")) return "creditmemo";
  if (has("order_id", "order_increment_id", "subtotal", "tax_amount", "discount_amount")) return "invoice";
  if (has("lines", "grand_total")) return has("store_id", "state") ? "invoice" : "creditmemo";
  if (has("invoice_id") && has("amount", "method")) return "payment";
  return has("email", "first_name", "last_name", "addresses") ? "customer" : "unknown";
}

function isBody(value: unknown): value is Body {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Stores may send it as text, too. */
function idOf(value: unknown): number | null {
  const id = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  return typeof id === "number" && Number.isSafeInteger(id) ? id : null;
}

function textOf(value: unknown): string | null {
  if (typeof value === "number") return String(value);
  return typeof value === "string" ? value.replace(/\p{Surrogate}/gu, "\uFFFD") : null;
}
