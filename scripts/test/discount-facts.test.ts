import { accounts, describeFacts, half, many, type PlanCase } from "./describe-facts.ts";
import { wireCreditMemo, wireInvoice, wireLine } from "./wire-documents.ts";

const threes = many(3, (at) => wireLine({ net: 100, tax: 18, discount: 12, qty: 3, sku: `${at}` }));

describeFacts({
  "1: discounts with tax inside leave a residue that is on no field": [
    {
      name: "on goods: the tax is taken out of the discount at the line's own rate",
      documents: [wireInvoice({ lines: half, hidden: 2 })],
      outcome: "post",
      lines: [["OUTPUT2", "100.00", "10.00", "18.00"]],
      says: ["Exact: lines and shipping come to 106.00", "Discounts include tax: those on goods"],
    },
    {
      name: "on goods and shipping, two rates",
      documents: [
        wireInvoice({
          lines: [...half, wireLine({ net: 40, tax: 1.8, discount: 4.2, sku: "SEAT" })],
          shipping: 10,
          shippingTax: 1.8,
          shippingDiscount: 1.2,
          hidden: 2.4,
        }),
      ],
      outcome: "post",
      lines: [
        ["OUTPUT2", "100.00", "10.00", "18.00"],
        ["RROUTPUT", "40.00", "4.00", "1.80"],
        ["OUTPUT2", "10.00", "1.00", "1.80"],
      ],
      says: ["goods and shipping"],
    },
    {
      name: "before an adjustment account is thought of",
      documents: [wireInvoice({ lines: half, hidden: 2 })],
      policy: accounts,
      outcome: "post",
    },
    {
      name: "prices with and without tax in one document: each line by what its own tax says",
      documents: [
        wireInvoice({
          lines: [...half, wireLine({ net: 50, tax: 9, discount: 5, sku: "TRADE" })],
          hidden: 2,
        }),
      ],
      outcome: "post",
      lines: [
        ["OUTPUT2", "100.00", "10.00", "18.00"],
        ["OUTPUT2", "50.00", "5.00", "9.00"],
      ],
      says: ["those on some lines"],
    },
    {
      name: "no other residue is taken for it: the tax must bear it out",
      documents: [wireInvoice({ lines: [wireLine({ net: 100, tax: 17.6, discount: 12 })], hidden: 2 })],
      outcome: "hold",
      reason: "magento_total_unexplained",
      says: ["2.00", "the tax of the lines does not bear that out"],
    },
    {
      name: "two cents of its roundings go on the largest discount",
      documents: [wireInvoice({ lines: threes, hidden: 6.02 })],
      outcome: "post",
      lines: [
        ["OUTPUT2", "100.00", "9.98", "18.00"],
        ["OUTPUT2", "100.00", "10.00", "18.00"],
        ["OUTPUT2", "100.00", "10.00", "18.00"],
      ],
      says: ["The remaining 0.02 is on the largest discount"],
    },
    {
      name: "three cents do not, however many lines there are",
      documents: [wireInvoice({ lines: threes, hidden: 6.03 })],
      outcome: "hold",
      says: ["0.03 would be left over, and its roundings allow 0.02"],
    },
    {
      name: "nor one that is three cents off",
      documents: [wireInvoice({ lines: half, hidden: 2.03 })],
      outcome: "hold",
      says: ["0.03 would be left over"],
    },
    ...(
      [
        [undefined, "hold", undefined],
        [
          true,
          "post_with_adjustment",
          [
            ["OUTPUT2", "1.00", "0.10", "0.18"],
            ["NONE", "-0.50", "0.00", "0.00"],
          ],
        ],
        [
          false,
          "post_with_adjustment",
          [
            ["OUTPUT2", "1.00", "0.12", "0.18"],
            ["NONE", "-0.48", "0.00", "0.00"],
          ],
        ],
      ] as const
    ).map(
      ([pricesIncludeTax, outcome, lines]): PlanCase => ({
        name: `two readings beside a gift card: prices include tax ${pricesIncludeTax ?? "is not known"}`,
        documents: [wireInvoice({ lines: [wireLine({ net: 1, tax: 0.18, discount: 0.12 })], hidden: -0.48 })],
        policy: {
          ...accounts,
          rates: [20, 5, 0],
          pricesIncludeTax: pricesIncludeTax === undefined ? {} : { any: pricesIncludeTax },
        },
        outcome,
        ...(lines
          ? { lines: lines.map(([...line]) => line) }
          : { says: ["can be read with tax inside or without"] }),
      }),
    ),
  ],
  "3: refunds hide the shipping discount": [
    {
      name: "the invoice shows it, wherever it stands in the file",
      documents: [
        wireCreditMemo({ shipping: 40, shippingDiscount: 40 }),
        wireInvoice({ shipping: 40, shippingDiscount: 40 }),
      ],
      outcome: "post",
      lines: [
        ["OUTPUT2", "100.00", "0.00", "20.00"],
        ["OUTPUT2", "0.00", "0.00", "0.00"],
      ],
      says: ["in the same file"],
    },
    {
      name: "without its invoice it is held, an account for gift cards or not",
      documents: [wireCreditMemo({ shipping: 40, shippingDiscount: 40 })],
      policy: accounts,
      outcome: "hold",
      reason: "refund_needs_its_invoice",
      says: ["-40.00 is left over"],
    },
    {
      name: "without its invoice it goes where nothing is hidden",
      documents: [wireCreditMemo({ shipping: 40, shippingTax: 8 })],
      outcome: "post",
    },
    {
      name: "half the shipping takes half the discount",
      documents: [
        wireCreditMemo({ shipping: 20, shippingTax: 3, shippingDiscount: 5 }),
        wireInvoice({ shipping: 40, shippingTax: 6, shippingDiscount: 10 }),
      ],
      outcome: "post",
      lines: [
        ["OUTPUT2", "100.00", "0.00", "20.00"],
        ["OUTPUT2", "15.00", "0.00", "3.00"],
      ],
    },
  ],
  "6: totals can have fractions of a cent": [
    {
      name: "an unrounded shipping discount",
      documents: [wireInvoice({ shipping: 10, shippingTax: 1.78, shippingDiscount: 1.125 })],
      outcome: "post",
      lines: [
        ["OUTPUT2", "100.00", "0.00", "20.00"],
        ["OUTPUT2", "10.00", "1.12", "1.78"],
      ],
      says: ["rounded half up once, at the end", "Rounded half up to the two places Xero holds"],
    },
    {
      name: "1.5 × 20.67",
      documents: [wireInvoice({ lines: [wireLine({ net: 31.005, tax: 6.2, qty: 1.5, unitPrice: 20.67 })] })],
      outcome: "post",
      lines: [["OUTPUT2", "31.01", "0.00", "6.20"]],
    },
    {
      name: "twice: each line by itself, and the cent between them on a line of its own",
      documents: [
        wireInvoice({
          lines: many(2, (at) =>
            wireLine({ net: 31.005, tax: 6.2, qty: 1.5, unitPrice: 20.67, sku: `${at}` }),
          ),
        }),
      ],
      outcome: "post_with_rounding",
      lines: [
        ["OUTPUT2", "31.01", "0.00", "6.20"],
        ["OUTPUT2", "31.01", "0.00", "6.20"],
        ["NONE", "-0.01", "0.00", "0.00"],
      ],
    },
  ],
  "9: discounts beyond what they are on": [
    {
      name: "above the line's net: a negative line",
      documents: [
        wireInvoice({
          lines: [wireLine({ net: 10, tax: 0, discount: 18.5 }), wireLine({ net: 100, tax: 20, sku: "B" })],
        }),
      ],
      outcome: "post",
      lines: [
        ["ZERORATEDOUTPUT", "-8.50", "0.00", "0.00"],
        ["OUTPUT2", "100.00", "0.00", "20.00"],
      ],
    },
    {
      name: "above the shipping",
      documents: [wireInvoice({ shipping: 5, shippingDiscount: 8 })],
      outcome: "post",
      lines: [
        ["OUTPUT2", "100.00", "0.00", "20.00"],
        ["ZERORATEDOUTPUT", "-3.00", "0.00", "0.00"],
      ],
    },
    {
      name: "tax on a line that comes to nothing",
      documents: [
        wireInvoice({
          lines: [wireLine({ net: 10, tax: 2, discount: 10 }), wireLine({ net: 100, tax: 20, sku: "B" })],
        }),
      ],
      outcome: "post",
      lines: [
        ["OUTPUT2", "10.00", "10.00", "2.00"],
        ["OUTPUT2", "100.00", "0.00", "20.00"],
      ],
    },
    {
      name: "a discount total below its lines' discounts is no shipping",
      documents: [
        wireInvoice({ lines: [wireLine({ net: 100, tax: 18, discount: 10 })] }, { discount_amount: 0 }),
      ],
      outcome: "post",
      lines: [["OUTPUT2", "100.00", "10.00", "18.00"]],
      says: ["discount total is 10.00 less"],
    },
  ],
});
