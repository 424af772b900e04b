import type {
  AllocationDraft,
  ContactDraft,
  CreditNoteDraft,
  InvoiceDraft,
  PaymentDraft,
  RefundDraft,
} from "@counterfoil/core/draft";

export const CONTACT_ID = "430fa14a-f945-44d3-9f97-5df5e28441b8";

const line = {
  description: "Widget – größer",
  quantity: "2.0000",
  unitAmount: "20.0050",
  discountAmount: null,
  accountCode: "200",
  taxType: "OUTPUT2",
  taxAmount: null,
  tracking: [],
  explanation: { from: "line 1", rule: "as it is" },
};

export function invoiceDraft(change: Partial<InvoiceDraft> = {}): InvoiceDraft {
  return {
    kind: "invoice",
    number: "INV-1002",
    reference: "SO-77",
    date: "2026-11-21",
    dueDate: "2026-12-21",
    currencyCode: "GBP",
    currencyRate: null,
    status: "AUTHORISED",
    lineAmountTypes: "Exclusive",
    brandingThemeId: null,
    url: "https://counterfoil.example/d/ABCDEFGHIJ",
    sentToContact: false,
    lines: [line],
    total: "48.01",
    totalTax: "8.00",
    ...change,
  };
}

export function creditNoteDraft(change: Partial<CreditNoteDraft> = {}): CreditNoteDraft {
  return {
    kind: "credit_note",
    number: "CN-12",
    reference: "INV-1002 ABCDEFGHIJ",
    date: "2026-11-21",
    currencyCode: "GBP",
    currencyRate: null,
    status: "AUTHORISED",
    lineAmountTypes: "Exclusive",
    brandingThemeId: null,
    lines: [{ ...line, quantity: "1", unitAmount: "10.00" }],
    total: "12.00",
    totalTax: "2.00",
    ...change,
  };
}

export function contactDraft(change: Partial<ContactDraft> = {}): ContactDraft {
  return {
    kind: "contact",
    contactNumber: "AB12-7",
    name: "Jane Doe",
    alternativeNames: ["Jane Doe (AB12-7)"],
    firstName: "Jane",
    lastName: "Doe",
    emailAddress: "jane@example.com",
    phone: "01632 960000",
    addresses: [
      {
        addressType: "STREET",
        addressLine1: "1 High Street",
        addressLine2: "",
        addressLine3: "",
        addressLine4: "",
        city: "Leeds",
        region: "",
        postalCode: "LS1 1AA",
        country: "GB",
      },
    ],
    ...change,
  };
}

const money = {
  accountId: "5690d0a2-8a6e-4f2c-9a35-0f2e0a1c7e11",
  date: "2026-11-22",
  amount: "48.01",
  currencyCode: "GBP",
};

export function paymentDraft(change: Partial<PaymentDraft> = {}): PaymentDraft {
  return { kind: "payment", ...money, reference: "ch_3 ABCDEFGHIJ", ...change };
}

export function refundDraft(change: Partial<RefundDraft> = {}): RefundDraft {
  return { kind: "refund", ...money, amount: "12.00", reference: "CN-12 BCDEFGHIJK", ...change };
}

export function allocationDraft(change: Partial<AllocationDraft> = {}): AllocationDraft {
  return { kind: "allocation", date: "2026-11-21", amount: "12.00", currencyCode: "GBP", ...change };
}
