import { z } from "zod";
import { decimalText } from "./money.ts";

/** Canonical documents as Magento hands them over: amounts in order currency, rounded to 4 places on entry, times in UTC. */
export const saleAddressSchema = z.object({
  kind: z.enum(["billing", "shipping"]),
  street: z.array(z.string()),
  city: z.string(),
  region: z.string().nullable(),
  postcode: z.string().nullable(),
  countryId: z.string(),
  telephone: z.string().nullable(),
});
export type SaleAddress = z.infer<typeof saleAddressSchema>;

export const saleCustomerSchema = z.object({
  /** 0 = guest or deleted customer: synthetic, never fetched. */
  magentoId: z.number().int().nonnegative(),
  email: z.string(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  company: z.string().nullable(),
  phone: z.string().nullable(),
  websiteId: z.number().int(),
  groupId: z.number().int().nullable(),
  addresses: z.array(saleAddressSchema),
});
export type SaleCustomer = z.infer<typeof saleCustomerSchema>;

export const saleLineSchema = z.object({
  sku: z.string(),
  name: z.string(),
  qty: decimalText,
  /** Ex tax, before discount. Never multiply it: `lineSubtotal` is the truth. */
  unitPrice: decimalText,
  lineSubtotal: decimalText,
  lineTax: decimalText,
  /** lineSubtotal + lineTax − the line's discount. */
  lineTotal: decimalText,
  /** Ratio lineTax / lineSubtotal; understated when tax was computed after discount. */
  taxRate: decimalText.nullable(),
  productType: z.string().nullable(),
});
export type SaleLine = z.infer<typeof saleLineSchema>;

export const invoiceSaleSchema = z.object({
  kind: z.literal("invoice"),
  magentoId: z.number().int().positive(),
  incrementId: z.string(),
  orderId: z.number().int(),
  orderIncrementId: z.string(),
  websiteId: z.number().int(),
  storeId: z.number().int(),
  currency: z.string(),
  state: z.enum(["open", "paid", "cancelled"]),
  customer: saleCustomerSchema,
  lines: z.array(saleLineSchema),
  subtotal: decimalText,
  /** All tax, shipping's included. */
  taxAmount: decimalText,
  shippingAmount: decimalText,
  shippingTaxAmount: decimalText,
  /** Negative or 0; the shipping discount is part of it. */
  discountAmount: decimalText,
  grandTotal: decimalText,
  createdAt: z.string(),
  paymentMethod: z.string().nullable(),
  billingAddress: saleAddressSchema.nullable(),
  shippingAddress: saleAddressSchema.nullable(),
  poNumber: z.string().nullable(),
  baseToOrderRate: z.string().nullable(),
});
export type InvoiceSale = z.infer<typeof invoiceSaleSchema>;

export const creditMemoSaleSchema = z.object({
  kind: z.literal("creditmemo"),
  magentoId: z.number().int().positive(),
  incrementId: z.string(),
  invoiceId: z.number().int().nullable(),
  invoiceIncrementId: z.string().nullable(),
  invoiceCreatedAt: z.string().nullable(),
  websiteId: z.number().int(),
  currency: z.string(),
  customer: saleCustomerSchema,
  lines: z.array(saleLineSchema),
  adjustmentPositive: decimalText,
  adjustmentNegative: decimalText,
  shippingAmount: decimalText,
  shippingTaxAmount: decimalText,
  /** Positive: what the customer gets back. */
  grandTotal: decimalText,
  reason: z.string().nullable(),
  createdAt: z.string(),
  baseToOrderRate: z.string().nullable(),
});
export type CreditMemoSale = z.infer<typeof creditMemoSaleSchema>;

export const paymentSaleSchema = z.object({
  kind: z.literal("payment"),
  invoiceId: z.number().int().positive(),
  invoiceIncrementId: z.string(),
  method: z.string(),
  currency: z.string(),
  amount: decimalText,
  /** The invoice's creation, not the moment of payment. */
  capturedAt: z.string(),
  gatewayTransactionId: z.string().nullable(),
});
export type PaymentSale = z.infer<typeof paymentSaleSchema>;

export type DocumentSale = InvoiceSale | CreditMemoSale;
