import { dayWords } from "@counterfoil/core/day-words";
import { type DocumentPage, getDocument } from "@counterfoil/services/document/get-document";
import { ChevronDown, ChevronLeft, ExternalLink } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { cache } from "react";
import { buttonStyle } from "../../../../components/button.tsx";
import { Card, CardHeader } from "../../../../components/card.tsx";
import { LedToList } from "../../../../components/document/led-to.tsx";
import { Papers } from "../../../../components/document/papers.tsx";
import { StateCard } from "../../../../components/document/state-card.tsx";
import { Story } from "../../../../components/document/story.tsx";
import { xeroAddress } from "../../../../components/document/xero-address.ts";
import { WordChip } from "../../../../components/word-chip.tsx";
import { context } from "../../../../context.ts";
import { orNotFound } from "../../../../or-not-found.ts";
import { requireActor } from "../../../../session.ts";

type Params = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  const document = await findDocument((await params).id);
  return { title: `${kindWords[document.kind]} ${nameOf(document)}` };
}

export default async function Page({ params }: Params) {
  const document = await findDocument((await params).id);
  const { binding, xero, kind } = document;
  const at = { shortCode: binding.shortCode, environment: document.environment };
  const what = kind === "invoice" ? ("invoice" as const) : ("credit_note" as const);
  const inXero = xero.id ? xeroAddress({ what, xeroId: xero.id, ...at }) : null;
  const addresses = Object.fromEntries(
    document.ledTo.flatMap((posting) =>
      posting.xeroId !== null &&
      (posting.kind === "contact" || posting.kind === "invoice" || posting.kind === "credit_note")
        ? [[posting.id, xeroAddress({ what: posting.kind, xeroId: posting.xeroId, ...at })]]
        : [],
    ),
  );
  return (
    <>
      <header className="space-y-2">
        <Link
          href="/dashboard/sync"
          className="-ml-1 inline-flex items-center gap-1 rounded text-[13px] text-muted hover:text-ink"
        >
          <ChevronLeft className="size-4" aria-hidden="true" />
          Sync history
        </Link>
        <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
          <div className="min-w-0 space-y-2">
            <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1.5">
              <h1 className="text-[22px] leading-7 font-semibold tracking-tight wrap-break-word">
                {kindWords[kind]} <span className="tabular">{nameOf(document)}</span>
              </h1>
              <WordChip word={document.word} />
            </div>
            <p className="text-sm text-pretty text-muted">
              {[
                document.customer,
                document.date && dayWords(document.date),
                `${binding.store} ↔ ${binding.organisation}`,
              ]
                .filter(Boolean)
                .join(" · ")}
            </p>
          </div>
          {/* Where it is what to do next, the button stands below. */}
          {inXero && document.fix?.at !== "xero" && (
            <a
              href={inXero}
              target="_blank"
              rel="noreferrer"
              className={buttonStyle({ look: "secondary", size: "small" })}
            >
              Open in Xero
              <ExternalLink aria-hidden="true" />
            </a>
          )}
        </div>
      </header>
      <StateCard document={document} inXero={inXero} />
      <Papers
        magento={{
          title: `Magento · ${kindWords[kind].toLowerCase()}`,
          number: document.number ?? `id ${document.magentoId}`,
          facts: [
            document.customer,
            document.date && dayWords(document.date),
            document.magento.orderNumber &&
              `${kind === "invoice" ? "order" : "of invoice"} ${document.magento.orderNumber}`,
            document.magento.isCancelled ? "cancelled" : document.magento.isPaid ? "paid" : null,
          ],
        }}
        xero={{
          title: `Xero · ${xero.isVoided ? "voided there" : xero.isPosted ? "in the books" : "as it would go"}`,
          number: xero.number ?? (xero.total === null ? "Nothing yet" : null),
          facts: [
            document.ledTo.find((posting) => posting.kind === "contact")?.label ?? null,
            xero.date && dayWords(xero.date),
            xero.dueDate && `due ${dayWords(xero.dueDate)}`,
            xero.isPosted ? (xero.status?.toLowerCase() ?? null) : null,
            xero.isChanged ? "changed there since: these lines are as we sent them" : null,
          ],
        }}
        lines={document.lines}
        currency={document.currency}
        totals={{
          magento: document.magento.total,
          xero: xero.total,
          difference: document.difference,
          xeroLabel: xero.isVoided
            ? "Total before it was voided"
            : xero.isPosted
              ? "Total in Xero"
              : "Total as planned",
        }}
        noMagento={document.isFetched ? "It has no lines." : "Not fetched from Magento yet."}
        noXero={xero.total === null ? noPaper(document) : null}
      />
      {document.explanation.length > 0 && <Reading lines={document.explanation} />}
      {document.ledTo.length > 0 && (
        <Card>
          <CardHeader title="What it leads to in Xero" />
          <div className="mt-3 border-t">
            <LedToList postings={document.ledTo} currency={document.currency} addresses={addresses} />
          </div>
        </Card>
      )}
      <Card className="pb-6">
        <CardHeader title="What happened" description="Times are yours; point at one for the exact moment." />
        <div className="mt-5 px-5 sm:px-6">
          <Story entries={document.story} now={document.word} />
        </div>
      </Card>
    </>
  );
}

/** How Magento's numbers were read: of interest when they are not plain. */
function Reading({ lines }: { lines: string[] }) {
  return (
    <Card>
      <details className="group">
        <summary className="flex list-none items-center justify-between gap-4 rounded-xl px-5 py-4 text-[15px] font-semibold tracking-tight sm:px-6 [&::-webkit-details-marker]:hidden">
          How the numbers were read
          <ChevronDown
            className="size-4 text-muted transition-transform group-open:rotate-180"
            aria-hidden="true"
          />
        </summary>
        <ol className="tabular max-w-3xl list-decimal space-y-1.5 px-5 pb-5 pl-10 text-[13px] leading-relaxed text-pretty text-muted sm:px-6 sm:pl-11">
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ol>
      </details>
    </Card>
  );
}

function noPaper({ word, isFetched, reason }: DocumentPage): string {
  if (word === "Left out") return "Left out: nothing of it goes to Xero.";
  if (isFetched && reason === "not_started")
    return "It is planned whole when you press Start syncing. What the check says stands above.";
  if (!isFetched) return "It is planned once it is fetched.";
  return "Nothing is planned for Xero yet. What stops it stands above.";
}

const kindWords = { invoice: "Invoice", creditmemo: "Credit memo" } as const;

function nameOf({ number, magentoId }: DocumentPage): string {
  return number ?? `id ${magentoId}`;
}

/** Once for the title and the page. */
const findDocument = cache(async (documentId: string): Promise<DocumentPage> => {
  const { actor } = await requireActor();
  return orNotFound(getDocument(await context(), actor, { documentId }));
});
