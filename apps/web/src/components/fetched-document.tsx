"use client";

import { dayWords } from "@counterfoil/core/policy-words";
import type { DocumentSale } from "@counterfoil/core/sale";
import type { FetchedDocument as Fetched } from "@counterfoil/services/document/fetch-document";
import Link from "next/link";
import { useActionState } from "react";
import { type SendState, sendDocument } from "../actions/fetch-document.ts";
import { untouched } from "../actions/form-state.ts";
import { buttonStyle } from "./button.tsx";
import { Card, CardHeader } from "./card.tsx";
import { Difference, Money } from "./money.tsx";
import { Notice } from "./notice.tsx";
import { SubmitButton } from "./submit-button.tsx";
import { WordChip } from "./word-chip.tsx";

const unsent: SendState = { ...untouched, sent: null };

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
      <Send fetched={fetched} />
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
    <Lines
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
      <Lines
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

type Line = { key: string; name: string; detail: string; why?: string; net: string; tax: string };

function Lines({
  caption,
  currency,
  lines,
  extras,
  total,
  difference,
}: {
  caption: string;
  currency: string;
  lines: Line[];
  extras: [string, string][];
  total: string;
  difference?: string | null;
}) {
  return (
    <table className="mt-4 w-full border-collapse border-t text-sm">
      <caption className="sr-only">{caption}</caption>
      <thead className="text-[13px] text-muted">
        <tr>
          <th scope="col" className="py-2 pr-3 pl-5 text-left font-normal sm:pl-6">
            Line
          </th>
          <th scope="col" className="py-2 pr-3 text-right font-normal">
            Net
          </th>
          <th scope="col" className="py-2 pr-5 text-right font-normal sm:pr-6">
            Tax
          </th>
        </tr>
      </thead>
      <tbody className="divide-y border-y align-top">
        {lines.map((line) => (
          <tr key={line.key}>
            <th scope="row" className="py-2.5 pr-3 pl-5 text-left font-normal sm:pl-6">
              <span className="block whitespace-pre-line [overflow-wrap:anywhere]">{line.name}</span>
              {line.detail && <span className="block text-[13px] text-muted">{line.detail}</span>}
              {line.why && (
                <details className="text-[13px] text-muted">
                  <summary className="w-fit rounded-sm hover:text-ink">Why</summary>
                  {line.why}
                </details>
              )}
            </th>
            <td className="py-2.5 pr-3 text-right">
              <Money amount={line.net} currency={currency} />
            </td>
            <td className="py-2.5 pr-5 text-right sm:pr-6">
              <Money amount={line.tax} currency={currency} />
            </td>
          </tr>
        ))}
        {extras.map(([label, amount]) => (
          <tr key={label}>
            <th scope="row" className="py-2.5 pr-3 pl-5 text-left font-normal text-muted sm:pl-6">
              {label}
            </th>
            <td className="py-2.5 pr-3 text-right">
              <Money amount={amount} currency={currency} />
            </td>
            <td />
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row" className="py-3 pl-5 text-left font-medium sm:pl-6">
            Total
          </th>
          <td colSpan={2} className="py-3 pr-5 text-right font-semibold sm:pr-6">
            <Money amount={total} currency={currency} />
          </td>
        </tr>
        {difference !== undefined && difference !== null && (
          <tr>
            <th scope="row" className="pb-4 pl-5 text-left font-normal text-muted sm:pl-6">
              Difference to Magento
            </th>
            <td colSpan={2} className="pr-5 pb-4 text-right sm:pr-6">
              <Difference amount={difference} currency={currency} />
            </td>
          </tr>
        )}
      </tfoot>
    </table>
  );
}

function Send({ fetched }: { fetched: Fetched }) {
  const [state, action] = useActionState(sendDocument, unsent);
  const { bindingId, kind, magentoId, known, sale, takenBy, xero } = fetched;
  if (state.sent)
    return (
      <Notice
        look="success"
        title={`${state.sent} is taken in`}
        action={
          <Link
            href={`/dashboard/sync?bindingId=${bindingId}&search=${encodeURIComponent(state.sent)}`}
            className={buttonStyle({ look: "secondary", size: "small" })}
          >
            See it in Sync history
          </Link>
        }
      >
        {xero.word === "On its way"
          ? "It goes to Xero in a moment."
          : (xero.sentence ?? "It goes the way of every other document from here.")}
      </Notice>
    );
  if (known?.isSent)
    return (
      <Notice look="info" action={<DocumentLink id={known.id} />}>
        {sale.incrementId} has been sent to Xero already, and goes there once only.
      </Notice>
    );
  if (takenBy)
    return (
      <Notice
        look="info"
        action={
          <Link
            href={`/dashboard/bindings/${takenBy.bindingId}/fetch?kind=${kind}&what=${magentoId}`}
            className={buttonStyle({ look: "secondary", size: "small" })}
          >
            Fetch it there
          </Link>
        }
      >
        Its store view belongs to {takenBy.organisation}.
      </Notice>
    );
  if (xero.word === "Left out")
    return (
      <Notice
        look="info"
        action={
          <Link
            href={`/dashboard/bindings/${bindingId}/settings`}
            className={buttonStyle({ look: "secondary", size: "small" })}
          >
            Settings
          </Link>
        }
      >
        The settings leave it out, so there is nothing to send. Change them first, if it should go.
      </Notice>
    );
  return (
    <Card className="p-5 sm:p-6">
      <form action={action} className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <input type="hidden" name="bindingId" value={bindingId} />
        <input type="hidden" name="kind" value={kind} />
        <input type="hidden" name="magentoId" value={magentoId} />
        <p className="max-w-prose text-sm text-pretty text-muted">
          {known
            ? `We have it already: ${known.word.toLowerCase()}. Sending gives it another try.`
            : "We have not seen it before. It comes in as if Magento had announced it."}
          {xero.word === "Needs you" && " It will wait for you until what is said above is settled."}
          {xero.word === "Waiting" && ` ${xero.sentence}`}
        </p>
        <div className="flex flex-wrap items-center gap-2">
          {known && <DocumentLink id={known.id} />}
          <SubmitButton busy="Sending">
            {xero.word === "On its way" ? "Send to Xero" : "Take it in"}
          </SubmitButton>
        </div>
        {state.message && (
          <p role="alert" className="w-full text-sm text-red">
            {state.message}
          </p>
        )}
      </form>
    </Card>
  );
}

function DocumentLink({ id }: { id: string }) {
  return (
    <Link href={`/dashboard/documents/${id}`} className={buttonStyle({ look: "secondary", size: "small" })}>
      Open the document
    </Link>
  );
}
