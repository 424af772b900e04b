import { money, moneyText } from "@counterfoil/core/money";
import { z } from "zod";

/** What a store sends, as leniently as we can still use: nullable fields may be null or absent, numbers may be numeric strings. */

/** Short: a text such as 1e999999999 must not be spelled out. */
const numeric = z.union([z.number(), z.string().regex(/^-?\d{1,40}(\.\d{1,40})?(e[+-]?\d{1,3})?$/i)]);

/** A double's shortest decimal spelling, rounded half up to 4 places: 14.620000000000001 becomes 14.6200. */
const amount = numeric.transform((value) => moneyText(money(value).toDecimalPlaces(4).plus(0), 4));
const amountOrZero = amount.nullish().transform((value) => value ?? "0.0000");
const amountOrNull = amount.nullish().transform((value) => value ?? null);

const rate = numeric.nullish().transform((value) => {
  if (value === null || value === undefined || !money(value).isPositive() || money(value).isZero())
    return null;
  return money(value).toDecimalPlaces(10).toFixed();
});

const integer = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^-?\d+$/)
      .transform(Number),
  ])
  .pipe(z.number().int());
const integerOrZero = integer.nullish().transform((value) => value ?? 0);
const integerOrNull = integer.nullish().transform((value) => value ?? null);

/** PostgreSQL holds neither NUL nor unpaired surrogates; a name with one must not keep its invoice from being posted. */
const string = z
  .string()
  .transform((value) => value.replaceAll("\0", "\uFFFD").replace(/\p{Surrogate}/gu, "\uFFFD"));
const text = z.union([string, z.number().transform(String)]);
const textOrEmpty = text.nullish().transform((value) => value ?? "");
const textOrNull = text.nullish().transform((value) => (value === undefined || value === "" ? null : value));

/** UTC. MySQL's spelling (a blank, no zone) is UTC too. Its columns hold 1970 to 2038: another century is damage, not a date. */
const instant = z.string().transform((value, context) => {
  const zoned = /Z$|[+-]\d\d:?\d\d$/.test(value) ? value : `${value.replace(" ", "T")}Z`;
  const at = new Date(zoned);
  if (Number.isNaN(at.getTime()) || at.getUTCFullYear() < 1970 || at.getUTCFullYear() > 2099) {
    context.addIssue({ code: "custom", message: "not a time" });
    return z.NEVER;
  }
  return at.toISOString().replace(/\.\d{3}Z$/, "Z");
});
const instantOrNull = z
  .union([instant, z.literal("").transform(() => null)])
  .nullish()
  .transform((value) => value ?? null);

/** Two letters; anything else says nothing of where the goods go. */
const country = textOrEmpty.transform((value) =>
  /^[A-Za-z]{2}$/.test(value.trim()) ? value.trim().toUpperCase() : "",
);

const address = z.object({
  street: z
    .union([z.array(textOrEmpty), string.transform((line) => [line])])
    .nullish()
    .transform((lines) => (lines ?? []).filter((line) => line !== "")),
  city: textOrEmpty,
  region: textOrNull,
  postcode: textOrNull,
  country_id: country,
  telephone: textOrNull,
});
export type WireAddress = z.infer<typeof address>;

export const wireCustomer = z.object({
  magento_id: integerOrZero.pipe(z.number().nonnegative()),
  email: textOrEmpty,
  first_name: textOrNull,
  last_name: textOrNull,
  company: textOrNull,
  phone: textOrNull,
  website_id: integerOrZero,
  group_id: integerOrNull,
  addresses: z
    .array(address.extend({ kind: z.enum(["billing", "shipping"]) }))
    .nullish()
    .transform((list) => list ?? []),
});
export type WireCustomer = z.infer<typeof wireCustomer>;

const line = z.object({
  sku: textOrEmpty,
  name: textOrEmpty,
  qty: amount,
  unit_price: amount,
  line_subtotal: amount,
  line_tax: amountOrZero,
  line_total: amount,
  tax_rate: amountOrNull,
  product_type: textOrNull,
});
export type WireLine = z.infer<typeof line>;

/** ISO 4217, as every screen and Xero expect it. */
const currency = z
  .string()
  .toUpperCase()
  .regex(/^[A-Z]{3}$/);

/** Xero would make up a number for a document that brings none, and nobody would find it by Magento's. */
const documentNumber = text.refine((value) => /[0-9A-Za-z]/.test(value.normalize("NFKD")));

const positiveId = integer.pipe(z.number().positive());

export const wireInvoice = z.object({
  magento_id: positiveId,
  increment_id: documentNumber,
  order_id: integer,
  order_increment_id: text,
  website_id: integerOrZero,
  store_id: integerOrZero,
  currency,
  state: z.string().nullish(),
  customer: wireCustomer,
  lines: z.array(line),
  subtotal: amount,
  tax_amount: amount,
  shipping_amount: amountOrZero,
  shipping_tax_amount: amountOrZero,
  discount_amount: amountOrZero,
  grand_total: amount,
  created_at: instant,
  payment_method: textOrNull,
  billing_address: address.nullish(),
  shipping_address: address.nullish(),
  po_number: textOrNull,
  base_to_order_rate: rate,
});
export type WireInvoice = z.infer<typeof wireInvoice>;

export const wireCreditMemo = z.object({
  magento_id: positiveId,
  increment_id: documentNumber,
  invoice_id: integerOrNull,
  invoice_increment_id: textOrNull,
  invoice_created_at: instantOrNull,
  website_id: integerOrZero,
  currency,
  customer: wireCustomer,
  lines: z.array(line),
  adjustment_positive: amountOrZero,
  adjustment_negative: amountOrZero,
  shipping_amount: amountOrZero,
  shipping_tax_amount: amountOrZero,
  grand_total: amount,
  reason: textOrNull,
  created_at: instant,
  base_to_order_rate: rate,
});
export type WireCreditMemo = z.infer<typeof wireCreditMemo>;

export const wirePayment = z.object({
  invoice_id: positiveId,
  invoice_increment_id: text,
  method: text,
  currency,
  // More than Xero holds was never paid: such a payment says nothing, and its invoice's total stands for it.
  amount: amount.refine((value) => money(value).abs().lt("10000000000")),
  captured_at: instant,
  gateway_txn_id: textOrNull,
});
export type WirePayment = z.infer<typeof wirePayment>;

export const wirePaymentMethods = z.array(
  z.object({
    code: string.pipe(z.string().min(1)),
    label: textOrNull,
    is_active: z
      .union([z.boolean(), z.number(), z.enum(["0", "1"]).transform(Number)])
      .transform((value) => Boolean(value)),
  }),
);

export const wireError = z.object({ message: string });
