import { type Word, words } from "@counterfoil/core/words";
import { listBindings } from "@counterfoil/services/binding/list-bindings";
import { countDocuments } from "@counterfoil/services/document/count-documents";
import { listDocuments } from "@counterfoil/services/document/list-documents";
import { ListOrdered, Search } from "lucide-react";
import type { Metadata } from "next";
import Form from "next/form";
import Link from "next/link";
import { Button, buttonStyle } from "../../../components/button.tsx";
import { Card } from "../../../components/card.tsx";
import { cn } from "../../../components/cn.ts";
import { DocumentList } from "../../../components/document-list.tsx";
import { EmptyState } from "../../../components/empty-state.tsx";
import { MissingStep } from "../../../components/missing-step.tsx";
import { Notice } from "../../../components/notice.tsx";
import { PageHeader } from "../../../components/page-header.tsx";
import { context } from "../../../context.ts";
import { requireActor } from "../../../session.ts";

export const metadata: Metadata = { title: "Sync history" };

type Filters = {
  word?: string;
  search?: string;
  reason?: string;
  bindingId?: string;
  cursor?: string;
  unknown?: string;
};

export default async function SyncPage({ searchParams }: { searchParams: Promise<Filters> }) {
  const { actor } = await requireActor();
  const ctx = await context();
  const asked = await searchParams;
  const filters = {
    word: words.find((word) => word === asked.word),
    search: asked.search?.slice(0, 50) || undefined,
    reason: asked.reason || undefined,
    bindingId: asked.bindingId || undefined,
  };
  const [{ rows, nextCursor }, counts, bindings] = await Promise.all([
    listDocuments(ctx, actor, { ...filters, cursor: asked.cursor }).catch(() => ({
      rows: [],
      nextCursor: null,
    })),
    countDocuments(ctx, actor, filters.bindingId ? { bindingId: filters.bindingId } : {}).catch(() => null),
    listBindings(ctx, actor),
  ]);
  const binding = bindings.find((each) => each.id === filters.bindingId);
  const isFiltered = Object.values(filters).some((value) => value !== undefined);
  return (
    <>
      <PageHeader
        title="Sync history"
        description={
          binding
            ? `${binding.store.host} ↔ ${binding.organisation.name}`
            : "Every invoice and credit memo your stores raised, and what became of it."
        }
      />
      <MissingStep actor={actor} />
      {asked.unknown && (
        <Notice look="warning">
          That link belongs to no document of this account. It may be in another account of yours, or not be
          here yet.
        </Notice>
      )}
      <Card className="overflow-hidden">
        <div className="flex flex-col gap-3 border-b p-3 sm:px-4 lg:flex-row lg:items-center lg:justify-between">
          <nav aria-label="State" className="-mx-1 flex gap-1 overflow-x-auto px-1 py-0.5">
            <Tab href={hrefOf({ ...filters, word: undefined })} isHere={!filters.word} label="All" />
            {TAB_ORDER.map((word) => (
              <Tab
                key={word}
                href={hrefOf({ ...filters, word })}
                isHere={filters.word === word}
                label={word}
                count={counts?.[word] ?? 0}
              />
            ))}
          </nav>
          <Form action="/dashboard/sync" className="flex items-center gap-2" role="search">
            {filters.word && <input type="hidden" name="word" value={filters.word} />}
            {filters.bindingId && <input type="hidden" name="bindingId" value={filters.bindingId} />}
            <div className="relative flex-1">
              <Search
                className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-faint"
                aria-hidden="true"
              />
              <input
                type="search"
                name="search"
                aria-label="Search by number"
                placeholder="Search by number"
                defaultValue={filters.search}
                key={filters.search}
                className="h-9 w-full rounded-lg border border-line-strong bg-surface pr-3 pl-9 text-[15px] placeholder:text-faint sm:text-sm lg:w-56"
              />
            </div>
            <Button type="submit" look="secondary" size="small" className="h-9">
              Search
            </Button>
          </Form>
        </div>
        {rows.length > 0 ? (
          <DocumentList rows={rows} />
        ) : (
          <Nothing isFiltered={isFiltered} hasBinding={bindings.length > 0} />
        )}
        {(nextCursor || asked.cursor) && (
          <nav aria-label="Pages" className="flex justify-between gap-2 border-t px-4 py-3">
            {asked.cursor ? (
              <Link href={hrefOf(filters)} className={buttonStyle({ look: "quiet", size: "small" })}>
                Newest first page
              </Link>
            ) : (
              <span />
            )}
            {nextCursor && (
              <Link
                href={hrefOf({ ...filters, cursor: nextCursor })}
                className={buttonStyle({ look: "secondary", size: "small" })}
              >
                Older documents
              </Link>
            )}
          </nav>
        )}
      </Card>
    </>
  );
}

const TAB_ORDER: readonly Word[] = ["Needs you", "Waiting", "On its way", "In Xero", "Left out"];

function Tab({
  href,
  isHere,
  label,
  count,
}: {
  href: string;
  isHere: boolean;
  label: string;
  count?: number;
}) {
  return (
    <Link
      href={href}
      aria-current={isHere ? "page" : undefined}
      className={cn(
        "flex h-8 shrink-0 items-center gap-1.5 rounded-lg px-3 text-[13px] font-medium transition-colors",
        isHere ? "bg-brand-soft text-brand" : "text-muted hover:bg-raised hover:text-ink",
      )}
    >
      {label}
      {count !== undefined && <span className="tabular text-xs opacity-75">{count}</span>}
    </Link>
  );
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
        Nothing here matches these filters. Numbers are found by how they begin; leading zeros can be left
        out.
      </EmptyState>
    );
  return (
    <EmptyState
      icon={ListOrdered}
      help="gettingStarted"
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

function hrefOf(filters: Record<string, string | undefined>): string {
  const given = Object.entries(filters).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return given.length > 0 ? `/dashboard/sync?${new URLSearchParams(given)}` : "/dashboard/sync";
}
