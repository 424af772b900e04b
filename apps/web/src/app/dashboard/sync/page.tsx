import { isCounterfoilError } from "@counterfoil/core/errors";
import { type HistorySummary, historySummary } from "@counterfoil/services/document/history-summary";
import { listDocuments, type DocumentList as Page } from "@counterfoil/services/document/list-documents";
import { Download, FileDown, ListOrdered, Search } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { buttonStyle } from "../../../components/button.tsx";
import { Card } from "../../../components/card.tsx";
import { DocumentList } from "../../../components/document-list.tsx";
import { EmptyState } from "../../../components/empty-state.tsx";
import { HistoryTabs } from "../../../components/history-tabs.tsx";
import { MissingStep } from "../../../components/missing-step.tsx";
import { Difference, Money } from "../../../components/money.tsx";
import { Notice } from "../../../components/notice.tsx";
import { PageHeader } from "../../../components/page-header.tsx";
import { PageLinks } from "../../../components/page-links.tsx";
import { RetryAll, RetryForm } from "../../../components/retry-form.tsx";
import { context } from "../../../context.ts";
import { requireActor } from "../../../session.ts";
import { FilterBar } from "./filter-bar.tsx";
import { type AskedFilters, askedFilters, syncHref } from "./filter-names.ts";

export const metadata: Metadata = { title: "Sync history" };

type Asked = Record<string, string | string[] | undefined>;

export default async function SyncPage({ searchParams }: { searchParams: Promise<Asked> }) {
  const { actor } = await requireActor();
  const ctx = await context();
  const asked = await searchParams;
  const filters = askedFilters(asked);
  const cursor = [asked.cursor].flat()[0];
  const { page, problem } = await listDocuments(ctx, actor, { ...filters, cursor }).then(
    (page) => ({ page, problem: null }),
    (error: unknown) => {
      if (!isCounterfoilError(error)) throw error;
      return { page: nothing, problem: error.message };
    },
  );
  const summary = await historySummary(ctx, actor, problem ? {} : filters);
  const binding = summary.bindings.find((each) => each.id === filters.bindingId);
  const isFiltered = Object.keys(filters).length > 0;
  const [only, second] = summary.bindings;
  const fetchFrom = binding?.id ?? (second ? null : only?.id);
  const canRetry = actor.role !== "viewer" && page.rows.some(({ word }) => word === "Needs you");
  const list = <DocumentList rows={page.rows} hasBoxes={canRetry} />;
  return (
    <>
      <HistoryTabs />
      <PageHeader
        title="Sync history"
        description={
          binding ? binding.label : "Every invoice and credit memo your stores raised, and what became of it."
        }
        action={
          <>
            {fetchFrom && actor.role !== "viewer" && (
              <Link
                href={`/dashboard/bindings/${fetchFrom}/fetch`}
                className={buttonStyle({ look: "secondary", size: "small" })}
              >
                <FileDown aria-hidden="true" />
                Fetch a document
              </Link>
            )}
            {actor.role !== "viewer" && (
              <a
                href={syncHref(filters, "/api/documents/csv")}
                download
                className={buttonStyle({ look: "secondary", size: "small" })}
              >
                <Download aria-hidden="true" />
                Export CSV
              </a>
            )}
          </>
        }
      />
      <MissingStep actor={actor} />
      {asked.unknown && (
        <Notice look="warning">
          That link belongs to no document of this account. It may be in another account of yours, or not be
          here yet.
        </Notice>
      )}
      {problem && (
        <Notice
          look="error"
          action={
            <Link href="/dashboard/sync" className={buttonStyle({ look: "secondary", size: "small" })}>
              Show all documents
            </Link>
          }
        >
          {problem}
        </Notice>
      )}
      <Card>
        <FilterBar filters={filters} summary={summary} />
        {!problem && <Selection filters={filters} summary={summary} canRetry={canRetry} />}
        {!problem && page.rows.length === 0 && (
          <Nothing isFiltered={isFiltered} hasBinding={summary.bindings.length > 0} />
        )}
        {page.rows.length > 0 && (canRetry ? <RetryForm>{list}</RetryForm> : list)}
        <PageLinks
          back={
            page.previousCursor && (
              <>
                <Link href={syncHref(filters)} className={buttonStyle({ look: "quiet", size: "small" })}>
                  Newest
                </Link>
                <Link
                  href={syncHref({ ...filters, cursor: page.previousCursor })}
                  className={buttonStyle({ look: "secondary", size: "small" })}
                >
                  Newer
                </Link>
              </>
            )
          }
          next={
            page.nextCursor
              ? { href: syncHref({ ...filters, cursor: page.nextCursor }), label: "Older" }
              : null
          }
        />
      </Card>
    </>
  );
}

const nothing: Page = { rows: [], nextCursor: null, previousCursor: null };

/** How many the filters leave and how much it is, and what can be done with all of them. */
function Selection(props: { filters: AskedFilters; summary: HistorySummary; canRetry: boolean }) {
  const { filters, summary, canRetry } = props;
  const { selection } = summary;
  if (!selection || selection.documents === 0 || Object.keys(filters).length === 0) return null;
  const { word: _word, reason, bindingId, ...others } = filters;
  const isOneReason = canRetry && reason !== undefined && Object.keys(others).length === 0;
  return (
    <div className="flex flex-wrap items-center gap-x-6 gap-y-2 border-b bg-raised/50 px-4 py-2.5 text-[13px] sm:px-6">
      <p className="tabular font-medium">{documentsWords(selection.documents)}</p>
      {selection.totals.slice(0, 3).map(({ currency, magento, xero, difference }) => (
        <p key={currency} className="text-muted">
          Magento <Money amount={magento} currency={currency} className="text-ink" />
          <span className="mx-1.5 text-faint">·</span>
          Xero <Money amount={xero} currency={currency} className="text-ink" />
          {difference !== "0.00" && (
            <>
              <span className="mx-1.5 text-faint">·</span>
              <Difference amount={difference} currency={currency} /> apart where both have it
            </>
          )}
        </p>
      ))}
      {isOneReason && (
        <span className="ml-auto">
          <RetryAll reason={reason} bindingId={bindingId}>
            {selection.documents === 1
              ? "Retry it"
              : `Retry all ${selection.documents.toLocaleString("en-GB")}`}
          </RetryAll>
        </span>
      )}
    </div>
  );
}

function documentsWords(documents: number): string {
  return documents === 1 ? "1 document" : `${documents.toLocaleString("en-GB")} documents`;
}

function Nothing({ isFiltered, hasBinding }: { isFiltered: boolean; hasBinding: boolean }) {
  if (isFiltered)
    return (
      <EmptyState
        icon={Search}
        help="fiveWords"
        title="No document fits"
        action={
          <Link href="/dashboard/sync" className={buttonStyle({ look: "secondary" })}>
            Show all documents
          </Link>
        }
      >
        Take a filter away. Numbers and customers are found by how they begin, a customer also by the last
        name; leading zeros can be left out, and 47.93 finds that amount.
      </EmptyState>
    );
  return (
    <EmptyState
      icon={ListOrdered}
      help={hasBinding ? "storeSilent" : "gettingStarted"}
      title="No documents yet"
      action={
        !hasBinding && (
          <Link href="/dashboard" className={buttonStyle()}>
            Connect a store
          </Link>
        )
      }
    >
      Each invoice and credit memo raised in Magento gets a row here within seconds, with both totals side by
      side and a sentence about where it stands.
    </EmptyState>
  );
}
