import { describeFacts, many } from "./describe-facts.ts";
import { wireInvoice, wireLine } from "./wire-documents.ts";

const penny = (tax: number, index: number) => wireLine({ net: 0.01, tax, sku: `PENNY-${index}` });
const pens = (tax: number) => [wireLine({ net: 1, tax, qty: 10, unitPrice: 0.1 })];

describeFacts({
  "4: a line's tax often fits no rate to the cent": [
    {
      name: "1.40 on 10.00 is 13 % of twenty units",
      documents: [wireInvoice({ lines: [wireLine({ net: 10, tax: 1.4, qty: 20 })] })],
      policy: { rates: [20, 13, 5] },
      outcome: "post",
      lines: [["TAX13", "10.00", "0.00", "1.40"]],
      says: ["Xero by itself would make it 1.30, so the tax amount is sent"],
    },
    {
      name: "1.48 on 10.45 is 14 %",
      documents: [wireInvoice({ lines: [wireLine({ net: 10.45, tax: 1.48, qty: 4 })] })],
      policy: { rates: [20, 14, 5, 0] },
      outcome: "post",
      lines: [["TAX14", "10.45", "0.00", "1.48"]],
    },
    {
      name: "16.60 on 220 is 7.5 %",
      documents: [wireInvoice({ lines: [wireLine({ net: 220, tax: 16.6, qty: 20 })] })],
      policy: { rates: [20, 7.5, 5, 0] },
      outcome: "post",
      lines: [["TAX7.5", "220.00", "0.00", "16.60"]],
    },
    {
      name: "a hundred one-cent lines are 20 % together",
      documents: [wireInvoice({ lines: many(100, (at) => penny(at % 5 === 0 ? 0.01 : 0, at)) })],
      outcome: "post",
      lines: many(100, (at) => penny(0, at)).map((_line, at) => [
        "OUTPUT2",
        "0.01",
        "0.00",
        at % 5 === 0 ? "0.01" : "0.00",
      ]),
    },
    {
      name: "or 5 %",
      documents: [wireInvoice({ lines: many(100, (at) => penny(at % 20 === 10 ? 0.01 : 0, at)) })],
      outcome: "post",
      lines: many(100, (at) => penny(0, at)).map((_line, at) => [
        "RROUTPUT",
        "0.01",
        "0.00",
        at % 20 === 10 ? "0.01" : "0.00",
      ]),
    },
    {
      name: "2 a unit on ten units of 0.10 may be 20 % or 17.5 %",
      documents: [wireInvoice({ lines: pens(0.2) })],
      outcome: "hold",
      reason: "tax_rate_unmapped",
      says: [/OUTPUT2 or SROUTPUT/],
    },
    {
      name: "but only 20 % where the map has no 17.5 %",
      documents: [wireInvoice({ lines: pens(0.2) })],
      policy: { rates: [20, 5, 0] },
      outcome: "post",
    },
    {
      name: "and 20 % where another line of the document can be nothing else",
      documents: [wireInvoice({ lines: [...pens(0.2), wireLine({ net: 100, tax: 20, sku: "LAMP" })] })],
      outcome: "post",
    },
    {
      name: "a single small line is not guessed at",
      documents: [wireInvoice({ lines: [wireLine({ net: 0.2, tax: 0.04 })] })],
      outcome: "hold",
      reason: "tax_rate_unmapped",
    },
    {
      name: "no tax on a penny is no tax",
      documents: [wireInvoice({ lines: [penny(0, 1)] })],
      outcome: "post",
      lines: [["ZERORATEDOUTPUT", "0.01", "0.00", "0.00"]],
    },
    {
      name: "17.5 and 20 are told apart where the numbers allow",
      documents: [
        wireInvoice({ lines: [wireLine({ net: 100, tax: 17.5 }), wireLine({ net: 3, tax: 0.6 })] }),
      ],
      outcome: "post",
      lines: [
        ["SROUTPUT", "100.00", "0.00", "17.50"],
        ["OUTPUT2", "3.00", "0.00", "0.60"],
      ],
    },
    {
      name: "a tax that no rate explains is held with the rate it speaks of",
      documents: [wireInvoice({ lines: [wireLine({ net: 100, tax: 19 })] })],
      outcome: "hold",
      reason: "tax_rate_unmapped",
      says: ["19 %", "Line 1: net 100.00, tax 19.00"],
    },
  ],
  "5: the net that a rate applies to varies": [
    {
      name: "the full net",
      documents: [wireInvoice({ lines: [wireLine({ net: 20, tax: 4, discount: 10 })] })],
      outcome: "post",
      lines: [["OUTPUT2", "20.00", "10.00", "4.00"]],
      says: ["20 % of the net (OUTPUT2)"],
    },
    {
      name: "the net after discount",
      documents: [wireInvoice({ lines: [wireLine({ net: 20, tax: 2, discount: 10 })] })],
      outcome: "post",
      lines: [["OUTPUT2", "20.00", "10.00", "2.00"]],
      says: ["20 % of the net after discount (OUTPUT2)"],
    },
    {
      name: "17.5 % of the net and 20 % of the net after 12.5 % off are the same: held",
      documents: [wireInvoice({ lines: [wireLine({ net: 100, tax: 17.5, discount: 12.5 })] })],
      outcome: "hold",
      reason: "tax_rate_unmapped",
    },
  ],
  "13: partial invoices differ": [
    {
      name: "equal lines can bear different tax",
      documents: [
        wireInvoice({
          lines: [wireLine({ net: 40.5, tax: 8.1 }), wireLine({ net: 40.5, tax: 8.11, sku: "B" })],
        }),
      ],
      outcome: "post",
      lines: [
        ["OUTPUT2", "40.50", "0.00", "8.10"],
        ["OUTPUT2", "40.50", "0.00", "8.11"],
      ],
    },
    {
      name: "the first takes all the shipping and its discount",
      documents: [
        wireInvoice({
          lines: [wireLine({ net: 10, tax: 1.8, discount: 1 })],
          shipping: 30,
          shippingTax: 5.4,
          shippingDiscount: 3,
        }),
      ],
      outcome: "post",
      lines: [
        ["OUTPUT2", "10.00", "1.00", "1.80"],
        ["OUTPUT2", "30.00", "3.00", "5.40"],
      ],
    },
  ],
  "an organisation that takes no tax amounts but its own": [
    {
      name: "gets one line without tax, up to 0.05",
      documents: [wireInvoice({ lines: [wireLine({ net: 220, tax: 44.05, qty: 20 })] })],
      refusesTaxAmounts: true,
      outcome: "post_with_rounding",
      lines: [
        ["OUTPUT2", "220.00", "0.00", "44.00"],
        ["NONE", "0.05", "0.00", "0.00"],
      ],
    },
    {
      name: "above that it is held with the amount",
      documents: [wireInvoice({ lines: [wireLine({ net: 220, tax: 44.06, qty: 20 })] })],
      refusesTaxAmounts: true,
      outcome: "hold",
      says: ["0.06 away from Magento's"],
    },
    {
      name: "a discount after the tax stands below its line, so that Xero comes to Magento's tax by itself",
      documents: [wireInvoice({ lines: [wireLine({ net: 100, tax: 20, discount: 10 })] })],
      refusesTaxAmounts: true,
      outcome: "post",
      lines: [
        ["OUTPUT2", "100.00", "0.00", "20.00"],
        ["NONE", "-10.00", "0.00", "0.00"],
      ],
    },
  ],
});
