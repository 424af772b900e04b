import { dayWords } from "@counterfoil/core/day-words";
import type { DocumentSale } from "@counterfoil/core/sale";
import type { FetchedDocument as Fetched } from "@counterfoil/services/document/fetch-document";
import { Card, CardHeader } from "./card.tsx";
import { FetchedLines } from "./fetched-lines.tsx";
import { SendFetched } from "./send-fetched.tsx";
import { WordChip } from "./word-chip.tsx";

/** What Magento has, beside what it would be in Xero, and the button that sends it. */
export function FetchedDocument({ fetched, organisation }: { fetched: Fetched; organisation: string }) {
  const { sale, xero } = fetched;
  return (
    <>
      <div className="grid items-start gap-6 lg:grid-cols-2">
        <Card>
          <CardHeader title={`In Magento: ${sale.incrementId}`} description={aboutSale(fetched)} />
          <MagentoLines sale={sale} />
        </Card>
        <Card>
          <CardHeader
            title={`In ${organisation}`}
            description={xero.total === null ? "Nothing, as the settings are now." : "As it would arrive."}
            action={<WordChip word={xero.word} />}
          />
          {xero.total === null ? (
            <p className="p-5 text-sm text-pretty sm:px-6">{xero.sentence}</p>
          ) : (
            <Draft fetched={fetched} />
          )}
        </Card>
      </div>
      <SendFetched fetched={fetched} />
    </>
  );
}

function aboutSale({ sale, isPaid }: Fetched): string {
  const { customer } = sale;
  const who =
    customer.company || [customer.firstName, customer.lastName].filter(Boolean).join(" ") || customer.email;
  const what = sale.kind === "invoice" ? (isPaid ? "Paid invoice" : "Invoice") : "Credit memo";
  const how = sale.kind === "invoice" && sale.paymentMethod ? `, by ${sale.paymentMethod}` : "";
  return `${what} of ${dayWords(sale.createdAt.slice(0, 10))}, ${who || "a guest"}${how}`;
}

function MagentoLines({ sale }: { sale: DocumentSale }) {
  const extras: [string, string][] = [
    ["Shipping", sale.shippingAmount],
    ["Tax on shipping", sale.shippingTaxAmount],
    ...(sale.kind === "invoice"
      ? ([["Discount", sale.discountAmount]] as [string, string][])
      : ([
          ["Adjustment refund", sale.adjustmentPositive],
          ["Adjustment fee", sale.adjustmentNegative],
        ] as [string, string][])),
  ].filter((extra): extra is [string, string] => Number(extra[1]) !== 0);
  return (
    <FetchedLines
      caption="Magento's lines"
      currency={sale.currency}
      total={sale.grandTotal}
      lines={sale.lines
        .filter((line) => Number(line.lineTotal) !== 0 || Number(line.lineSubtotal) !== 0)
        .map((line, index) => ({
          key: `${line.sku} ${index}`,
          name: line.name,
          detail: `${Number(line.qty)} × ${line.sku}`,
          net: line.lineSubtotal,
          tax: line.lineTax,
        }))}
      extras={extras}
    />
  );
}

function Draft({ fetched }: { fetched: Fetched }) {
  const { xero, sale } = fetched;
  return (
    <>
      <dl className="grid grid-cols-[7rem_minmax(0,1fr)] gap-x-4 gap-y-1.5 px-5 pt-4 text-sm sm:px-6">
        {xero.facts.map(([label, text]) => (
          <div key={label} className="contents">
            <dt className="text-muted">{label}</dt>
            <dd className="text-pretty [overflow-wrap:anywhere]">{text}</dd>
          </div>
        ))}
      </dl>
      <FetchedLines
        caption="Lines of the draft"
        currency={sale.currency}
        total={xero.total ?? "0"}
        difference={xero.difference}
        lines={xero.lines.map((line, index) => ({
          key: `${line.description} ${index}`,
          name: line.description,
          detail: [line.account, line.taxRate, line.tracking].filter(Boolean).join(" · "),
          why: `${line.explanation.rule} (${line.explanation.from})`,
          net: line.net,
          tax: line.tax,
        }))}
        extras={[]}
      />
    </>
  );
}
