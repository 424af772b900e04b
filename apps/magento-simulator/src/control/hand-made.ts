import { Decimal } from "decimal.js";
import { z } from "zod";
import { isoSecond } from "../clock.ts";
import type { SimulatorContext } from "../context.ts";
import type {
  CanonicalContact,
  CanonicalCreditMemo,
  CanonicalInvoice,
} from "../generator/canonical-document.ts";
import type { RaisedDocument } from "../generator/document-generator.ts";
import { sum, wireNumber } from "../generator/money.ts";
import { AUTHORISE_ONLY_METHOD } from "../generator/payment-methods.ts";
import { incrementId, STORE_VIEWS } from "../generator/store-views.ts";

const amount = z.number().or(z.string().regex(/^-?\d+(\.\d+)?$/, "must be a decimal number"));

const lineSchema = z.strictObject({
  sku: z.string().min(1).default("HAND-MADE"),
  name: z.string().min(1).default("Hand-made line"),
  qty: amount.default(1),
  unit_price: amount.optional(),
  line_subtotal: amount,
  line_tax: amount.default(0),
  line_discount: amount.default(0),
});

const common = {
  store_id: z.number().int().min(1).max(4).default(1),
  currency: z.string().length(3).default("GBP"),
  lines: z.array(lineSchema).default([]),
  shipping_amount: amount.default(0),
  shipping_tax_amount: amount.default(0),
  created_at: z.iso.datetime().optional(),
  /** Left out: what the parts add up to. */
  grand_total: amount.optional(),
  customer: z
    .strictObject({
      magento_id: z.number().int().min(0).default(0),
      email: z.string().default("hand.made@example.com"),
      first_name: z.string().default("Hand"),
      last_name: z.string().default("Made"),
      company: z.string().optional(),
    })
    .prefault({}),
  country_id: z.string().length(2).default("GB"),
};

export const handMadeInvoiceSchema = z.strictObject({
  ...common,
  /** Positive; lines' discounts are counted from the lines. */
  shipping_discount: amount.default(0),
  payment_method: z.string().min(1).default("checkmo"),
  state: z.enum(["open", "paid"]).optional(),
  po_number: z.string().optional(),
});

export const handMadeCreditMemoSchema = z.strictObject({
  ...common,
  invoice_id: z.number().int().min(1).optional(),
  adjustment_positive: amount.default(0),
  adjustment_negative: amount.default(0),
  reason: z.string().optional(),
});

type Line = z.infer<typeof lineSchema>;
type HandMadeInvoice = z.infer<typeof handMadeInvoiceSchema>;
type HandMadeCreditMemo = z.infer<typeof handMadeCreditMemoSchema>;

export function handMadeInvoice(context: SimulatorContext, input: HandMadeInvoice): RaisedDocument {
  const createdAt = input.created_at ?? isoSecond(context.clock.now());
  const id = context.generator.nextNumber("invoice");
  const discount = sum([
    ...input.lines.map((line) => new Decimal(line.line_discount)),
    new Decimal(input.shipping_discount),
  ]);
  const document: CanonicalInvoice = {
    magento_id: id,
    increment_id: incrementId(input.store_id, context.generator.nextNumber(`invoice/${input.store_id}`)),
    order_id: context.generator.nextNumber("order"),
    order_increment_id: incrementId(input.store_id, context.generator.nextNumber(`order/${input.store_id}`)),
    website_id: websiteOf(input.store_id),
    store_id: input.store_id,
    currency: input.currency,
    state: input.state ?? (input.payment_method === AUTHORISE_ONLY_METHOD ? "open" : "paid"),
    customer: contactOf(input, createdAt),
    lines: input.lines.map(canonicalLineOf),
    subtotal: wireNumber(sum(input.lines.map((line) => new Decimal(line.line_subtotal)))),
    tax_amount: wireNumber(taxOf(input)),
    shipping_amount: wireNumber(new Decimal(input.shipping_amount)),
    shipping_tax_amount: wireNumber(new Decimal(input.shipping_tax_amount)),
    discount_amount: wireNumber(discount.negated()),
    grand_total: wireNumber(new Decimal(input.grand_total ?? grossOf(input).minus(input.shipping_discount))),
    created_at: createdAt,
    payment_method: input.payment_method,
    billing_address: { kind: "billing", ...addressIn(input.country_id) },
    shipping_address: { kind: "shipping", ...addressIn(input.country_id) },
    ...(input.po_number ? { po_number: input.po_number } : {}),
    base_to_order_rate: 1,
  };
  const payment = {
    magento_id: id,
    invoice_id: id,
    invoice_increment_id: document.increment_id,
    method: input.payment_method,
    currency: input.currency,
    amount: document.grand_total,
    captured_at: createdAt,
    gateway_metadata: [],
  };
  return {
    kind: "invoice",
    scenario: "hand-made",
    document,
    payment,
    hidden: NOTHING_HIDDEN,
    profile: profileOf(document.customer),
  };
}

/** Answers a sentence instead when the invoice it names does not exist. */
export function handMadeCreditMemo(
  context: SimulatorContext,
  input: HandMadeCreditMemo,
): RaisedDocument | string {
  const createdAt = input.created_at ?? isoSecond(context.clock.now());
  const parent =
    input.invoice_id === undefined ? undefined : context.state.invoices[input.invoice_id]?.document;
  if (input.invoice_id !== undefined && !parent) return `invoice_id: there is no invoice ${input.invoice_id}`;
  const total = grossOf(input).plus(input.adjustment_positive).minus(input.adjustment_negative);
  const document: CanonicalCreditMemo = {
    magento_id: context.generator.nextNumber("creditmemo"),
    increment_id: incrementId(input.store_id, context.generator.nextNumber(`creditmemo/${input.store_id}`)),
    ...(parent
      ? {
          invoice_id: parent.magento_id,
          invoice_increment_id: parent.increment_id,
          invoice_created_at: parent.created_at,
        }
      : {}),
    website_id: websiteOf(input.store_id),
    currency: input.currency,
    customer: contactOf(input, createdAt),
    lines: input.lines.map(canonicalLineOf),
    adjustment_positive: wireNumber(new Decimal(input.adjustment_positive)),
    adjustment_negative: wireNumber(new Decimal(input.adjustment_negative)),
    shipping_amount: wireNumber(new Decimal(input.shipping_amount)),
    shipping_tax_amount: wireNumber(new Decimal(input.shipping_tax_amount)),
    grand_total: wireNumber(new Decimal(input.grand_total ?? total)),
    ...(input.reason ? { reason: input.reason } : {}),
    created_at: createdAt,
    base_to_order_rate: 1,
  };
  return {
    kind: "creditmemo",
    scenario: "hand-made",
    document,
    storeId: input.store_id,
    hidden: NOTHING_HIDDEN,
    profile: profileOf(document.customer),
  };
}

const NOTHING_HIDDEN = {
  compensation: "0",
  shippingDiscount: "0",
  giftCard: "0",
  storeCredit: "0",
  surcharge: "0",
};

const websiteOf = (storeId: number): number =>
  Object.values(STORE_VIEWS).find((view) => view.id === storeId)?.websiteId ?? 0;

const taxOf = (input: HandMadeInvoice): Decimal =>
  sum([...input.lines.map((line) => new Decimal(line.line_tax)), new Decimal(input.shipping_tax_amount)]);

const grossOf = (input: HandMadeInvoice | HandMadeCreditMemo): Decimal =>
  sum(
    input.lines.map((line) => new Decimal(line.line_subtotal).plus(line.line_tax).minus(line.line_discount)),
  )
    .plus(input.shipping_amount)
    .plus(input.shipping_tax_amount);

function canonicalLineOf(line: Line) {
  const subtotal = new Decimal(line.line_subtotal);
  const tax = new Decimal(line.line_tax);
  const quantity = new Decimal(line.qty);
  const unitPrice = line.unit_price ?? (quantity.isZero() ? 0 : subtotal.div(quantity));
  return {
    sku: line.sku,
    name: line.name,
    qty: wireNumber(quantity),
    unit_price: wireNumber(new Decimal(unitPrice)),
    line_subtotal: wireNumber(subtotal),
    line_tax: wireNumber(tax),
    line_total: wireNumber(subtotal) + wireNumber(tax) - wireNumber(new Decimal(line.line_discount)),
    ...(tax.greaterThan(0) && subtotal.greaterThan(0) ? { tax_rate: wireNumber(tax.div(subtotal)) } : {}),
  };
}

const addressIn = (countryId: string) => ({
  street: ["1 Test Street"],
  city: "Testham",
  postcode: "TE1 1ST",
  country_id: countryId,
});

function contactOf(input: HandMadeInvoice | HandMadeCreditMemo, createdAt: string): CanonicalContact {
  const { company, ...customer } = input.customer;
  return {
    ...customer,
    ...(company ? { company } : {}),
    website_id: customer.magento_id === 0 ? 0 : websiteOf(input.store_id),
    ...(customer.magento_id === 0 ? {} : { group_id: 1 }),
    addresses: [{ kind: "billing", ...addressIn(input.country_id) }],
    created_at: createdAt,
    updated_at: createdAt,
  };
}

const profileOf = (contact: CanonicalContact): CanonicalContact | null =>
  contact.magento_id === 0 ? null : contact;
