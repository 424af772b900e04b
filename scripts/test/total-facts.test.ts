import { accounts, describeFacts, half, many } from "./describe-facts.ts";
import { wireCreditMemo, wireInvoice, wireLine } from "./wire-documents.ts";

describeFacts({
  "2: a residue of a few cents need not be rounding": [
    {
      name: "0.07 is the tax inside the shipping discount",
      documents: [wireInvoice({ shipping: 5, shippingTax: 0.93, shippingDiscount: 0.42, hidden: 0.07 })],
      outcome: "post",
      lines: [
        ["OUTPUT2", "100.00", "0.00", "20.00"],
        ["OUTPUT2", "5.00", "0.35", "0.93"],
      ],
    },
    {
      name: "four rounded amounts explain two cents",
      documents: [
        wireInvoice({ lines: many(4, (at) => wireLine({ net: 10, tax: 2, sku: `${at}` })), hidden: 0.02 }),
      ],
      outcome: "post_with_rounding",
      says: ["within 0.02, what 4 rounded amounts can explain"],
    },
    {
      name: "but not three",
      documents: [
        wireInvoice({ lines: many(4, (at) => wireLine({ net: 10, tax: 2, sku: `${at}` })), hidden: 0.03 }),
      ],
      outcome: "hold",
      reason: "magento_total_unexplained",
      says: ["0.03 more than its lines", "4 rounded amounts can explain at most 0.02"],
    },
    {
      name: "a missing line of 0.03 is no rounding, however many lines there are: the subtotal shows it",
      documents: [
        wireInvoice(
          { lines: many(20, (at) => wireLine({ net: 10, tax: 2, sku: `${at}` })), hidden: 0.03 },
          { subtotal: 200.03 },
        ),
      ],
      policy: accounts,
      outcome: "hold",
      says: ["a line is missing or was changed", "(0.03)"],
    },
  ],
  "7: two decimals in every currency": [
    {
      name: "a yen invoice with .50",
      documents: [wireInvoice({ lines: [wireLine({ net: 1000.5, tax: 200.1 })] }, { currency: "JPY" })],
      outcome: "post",
      lines: [["OUTPUT2", "1000.50", "0.00", "200.10"]],
    },
    {
      name: "dinar rows with three: what Xero can hold, the rest to rounding",
      documents: [
        wireInvoice(
          {
            lines: [
              wireLine({ net: 1.234, tax: 0.25, sku: "A" }),
              wireLine({ net: 2.345, tax: 0.47, sku: "B" }),
              wireLine({ net: 2.345, tax: 0.47, sku: "C" }),
            ],
          },
          { currency: "KWD", grand_total: 7.11 },
        ),
      ],
      outcome: "post_with_rounding",
      lines: [
        ["OUTPUT2", "1.23", "0.00", "0.25"],
        ["OUTPUT2", "2.35", "0.00", "0.47"],
        ["OUTPUT2", "2.35", "0.00", "0.47"],
        ["NONE", "-0.01", "0.00", "0.00"],
      ],
    },
  ],
  "8: float noise": [
    {
      name: "14.620000000000001",
      documents: [
        wireInvoice(
          { lines: [{ ...wireLine({ net: 12.18, tax: 2.44 }), line_total: 14.620000000000001 }] },
          { grand_total: 14.620000000000001, discount_amount: -0 },
        ),
      ],
      outcome: "post",
      lines: [["OUTPUT2", "12.18", "0.00", "2.44"]],
    },
  ],
  "10: zero value is when no line has value": [
    {
      name: "an invoice that store credit paid is a sale",
      documents: [wireInvoice({ hidden: -120 })],
      policy: { ...accounts, syncZeroValueInvoices: false },
      outcome: "post_with_adjustment",
      lines: [
        ["OUTPUT2", "100.00", "0.00", "20.00"],
        ["NONE", "-120.00", "0.00", "0.00"],
      ],
    },
    {
      name: "and is held without an account for it",
      documents: [wireInvoice({ hidden: -120 })],
      policy: { syncZeroValueInvoices: false },
      outcome: "hold",
      says: ["120.00 less than its lines"],
    },
    {
      name: "a sample is not",
      documents: [wireInvoice({ lines: [wireLine({ net: 0, tax: 0 })] })],
      policy: { syncZeroValueInvoices: false },
      outcome: "skip",
      reason: "zero_value_invoice",
    },
    {
      name: "and goes as 0.00 where such documents are wanted",
      documents: [wireInvoice({ lines: [wireLine({ net: 0, tax: 0 })] })],
      outcome: "post",
    },
    {
      name: "a sale with everything discounted is one",
      documents: [wireInvoice({ lines: [wireLine({ net: 10, tax: 0, discount: 10 })] })],
      policy: { syncZeroValueInvoices: false },
      outcome: "post",
    },
  ],
  "11: never quantity × unit price": [
    {
      name: "9 × 0.30 is 2.73, 20 × 11.15 is 223.07",
      documents: [
        wireInvoice({
          lines: [
            wireLine({ net: 2.73, tax: 0.55, qty: 9, unitPrice: 0.3 }),
            wireLine({ net: 223.07, tax: 44.61, qty: 20, unitPrice: 11.15, sku: "B" }),
          ],
        }),
      ],
      outcome: "post",
      lines: [
        ["OUTPUT2", "2.73", "0.00", "0.55"],
        ["OUTPUT2", "223.07", "0.00", "44.61"],
      ],
    },
    {
      name: "what carries no money is no line: a configurable's variant, a bundle's parent",
      documents: [
        wireInvoice({
          lines: [
            { ...wireLine({ net: 0, tax: 0, sku: "BUNDLE" }), unit_price: 12 },
            wireLine({ net: 100, tax: 20 }),
            wireLine({ net: 0, tax: 0, name: "Wool jumper, red" }),
          ],
        }),
      ],
      outcome: "post",
      lines: [["OUTPUT2", "100.00", "0.00", "20.00"]],
    },
  ],
  "12: surcharges, gift cards and store credit are on no line": [
    {
      name: "a surcharge without an account is held with its amount",
      documents: [wireInvoice({ hidden: 3.6, taxGap: 0.6 })],
      outcome: "hold",
      reason: "magento_total_unexplained",
      says: ["3.60 more than its lines"],
    },
    {
      name: "with one it goes there, its tax by its own type",
      documents: [wireInvoice({ hidden: 3.6, taxGap: 0.6 })],
      policy: accounts,
      outcome: "post_with_adjustment",
      lines: [
        ["OUTPUT2", "100.00", "0.00", "20.00"],
        ["OUTPUT2", "3.00", "0.00", "0.60"],
      ],
      says: ["Of it 0.60 is tax"],
    },
    {
      name: "an untaxed one without tax",
      documents: [wireInvoice({ hidden: 2.5 })],
      policy: accounts,
      outcome: "post_with_adjustment",
      lines: [
        ["OUTPUT2", "100.00", "0.00", "20.00"],
        ["NONE", "2.50", "0.00", "0.00"],
      ],
    },
    {
      name: "a tax of it that no rate explains is held",
      documents: [wireInvoice({ hidden: 4, taxGap: 1 })],
      policy: accounts,
      outcome: "hold",
      reason: "tax_rate_unmapped",
    },
    {
      name: "a gift card is held with its amount, or goes to its account",
      documents: [wireInvoice({ hidden: -40 })],
      outcome: "hold",
      says: ["40.00 less than its lines", "none is chosen"],
    },
    {
      name: "the account for what is below is not the one for what is above",
      documents: [wireInvoice({ hidden: -40 })],
      policy: { moreThanLinesAccountCode: "835" },
      outcome: "hold",
    },
    {
      name: "a gift card with its account",
      documents: [wireInvoice({ hidden: -40 })],
      policy: { lessThanLinesAccountCode: "830" },
      outcome: "post_with_adjustment",
      lines: [
        ["OUTPUT2", "100.00", "0.00", "20.00"],
        ["NONE", "-40.00", "0.00", "0.00"],
      ],
    },
    {
      name: "what takes tax with it is no gift card",
      documents: [wireInvoice({ hidden: -12, taxGap: -2 })],
      policy: accounts,
      outcome: "hold",
      says: ["-2.00 from the tax of its lines, which nothing of that kind explains"],
    },
    {
      name: "a document that lacks a line is not a surcharge",
      documents: [wireInvoice({ hidden: 12, taxGap: 2 }, { subtotal: 110 })],
      policy: accounts,
      outcome: "hold",
      says: ["a line is missing or was changed"],
    },
  ],
  "14: Magento's own sums are held against its lines": [
    {
      name: "a tax rounded on the order is a cent for the rounding account, and said",
      documents: [wireInvoice({ hidden: 0.01, taxGap: 0.01 })],
      outcome: "post_with_rounding",
      says: ["tax total is 0.01 from the tax of its lines"],
    },
    {
      name: "also beside discounts with tax inside",
      documents: [wireInvoice({ lines: half, hidden: 2.01, taxGap: 0.01 })],
      outcome: "post_with_rounding",
      lines: [
        ["OUTPUT2", "100.00", "10.00", "18.00"],
        ["NONE", "0.01", "0.00", "0.00"],
      ],
    },
    {
      name: "another subtotal is said where the total is right all the same",
      documents: [wireInvoice({}, { subtotal: 90 })],
      outcome: "post",
      says: ["subtotal is -10.00 from the sum of its lines"],
    },
  ],
  "credit memos' own adjustments": [
    {
      name: "a goodwill refund and a fee, on lines of their own",
      documents: [wireCreditMemo({ adjustmentPositive: 5, adjustmentNegative: 2.5 })],
      outcome: "post",
      lines: [
        ["OUTPUT2", "100.00", "0.00", "20.00"],
        ["NONE", "5.00", "0.00", "0.00"],
        ["NONE", "-2.50", "0.00", "0.00"],
      ],
    },
    {
      name: "discounts with tax inside, as on its invoice",
      documents: [wireCreditMemo({ lines: half, hidden: 2 }), wireInvoice({ lines: half, hidden: 2 })],
      outcome: "post",
      lines: [["OUTPUT2", "90.00", "0.00", "18.00"]],
    },
  ],
});
