import { z } from "zod";
import { decimalText } from "./money.ts";

/** What we plan to send, in Xero's words. A draft is plain JSON, so that it can be stored, compared and shown. */
export const draftLineSchema = z.object({
  description: z.string(),
  quantity: decimalText,
  unitAmount: decimalText,
  /** Invoices only; in document currency, not above quantity × unitAmount. */
  discountAmount: decimalText.nullable(),
  /** Null on a description-only line, which has no amounts either. */
  accountCode: z.string().nullable(),
  taxType: z.string().nullable(),
  /** Sent only where Xero's own calculation would give another figure. */
  taxAmount: decimalText.nullable(),
  tracking: z.array(z.object({ name: z.string(), option: z.string() })),
  /** Why this line is as it is, for a person: the Magento numbers and the rule. */
  explanation: z.object({ from: z.string(), rule: z.string() }),
});
export type DraftLine = z.infer<typeof draftLineSchema>;

const documentDraft = {
  number: z.string(),
  reference: z.string(),
  /** YYYY-MM-DD, the store's day. */
  date: z.string(),
  currencyCode: z.string(),
  currencyRate: z.string().nullable(),
  status: z.enum(["DRAFT", "SUBMITTED", "AUTHORISED"]),
  lineAmountTypes: z.enum(["Exclusive", "Inclusive", "NoTax"]),
  brandingThemeId: z.string().nullable(),
  lines: z.array(draftLineSchema),
  /** What Xero's echo must say, to the cent. */
  total: decimalText,
  totalTax: decimalText,
};

export const invoiceDraftSchema = z.object({
  kind: z.literal("invoice"),
  ...documentDraft,
  dueDate: z.string(),
  /** Absolute, carries our mark. */
  url: z.string(),
  sentToContact: z.boolean(),
});
export type InvoiceDraft = z.infer<typeof invoiceDraftSchema>;

export const creditNoteDraftSchema = z.object({ kind: z.literal("credit_note"), ...documentDraft });
export type CreditNoteDraft = z.infer<typeof creditNoteDraftSchema>;

export const contactDraftSchema = z.object({
  kind: z.literal("contact"),
  contactNumber: z.string(),
  /** The name we would like; Xero demands uniqueness among ACTIVE contacts. */
  name: z.string(),
  /** Tried in this order when the name is taken by somebody else. */
  alternativeNames: z.array(z.string()),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  emailAddress: z.string().nullable(),
  phone: z.string().nullable(),
  addresses: z.array(
    z.object({
      addressType: z.enum(["POBOX", "STREET"]),
      addressLine1: z.string(),
      addressLine2: z.string(),
      addressLine3: z.string(),
      addressLine4: z.string(),
      city: z.string(),
      region: z.string(),
      postalCode: z.string(),
      country: z.string(),
    }),
  ),
});
export type ContactDraft = z.infer<typeof contactDraftSchema>;

const moneyMove = {
  accountId: z.string(),
  /** YYYY-MM-DD, the store's day; Xero's echo must say the same. */
  date: z.string(),
  /** In the document's currency; Xero's echo must say the same, to the cent. */
  amount: decimalText,
  currencyCode: z.string(),
  /** Ends in our mark. */
  reference: z.string(),
};

/** What Magento says was paid, on an invoice. */
export const paymentDraftSchema = z.object({ kind: z.literal("payment"), ...moneyMove });
export type PaymentDraft = z.infer<typeof paymentDraftSchema>;

/** Money that went back, on a credit note. */
export const refundDraftSchema = z.object({ kind: z.literal("refund"), ...moneyMove });
export type RefundDraft = z.infer<typeof refundDraftSchema>;

/** Credit of a note that is used for its invoice. It carries no reference: Xero knows it by the pair of documents. */
export const allocationDraftSchema = z.object({
  kind: z.literal("allocation"),
  date: z.string(),
  amount: decimalText,
  currencyCode: z.string(),
});
export type AllocationDraft = z.infer<typeof allocationDraftSchema>;

export const draftSchema = z.discriminatedUnion("kind", [
  invoiceDraftSchema,
  creditNoteDraftSchema,
  contactDraftSchema,
  paymentDraftSchema,
  refundDraftSchema,
  allocationDraftSchema,
]);
export type DocumentDraft = InvoiceDraft | CreditNoteDraft;
export type Draft = z.infer<typeof draftSchema>;
