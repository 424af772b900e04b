import { isCounterfoilError } from "@counterfoil/core/errors";
import { type Word, words } from "@counterfoil/core/words";
import {
  type CustomerOutcome,
  type CustomerRow,
  listCustomers,
  MOST_DOCUMENTS,
} from "@counterfoil/services/contact/list-customers";
import { Search, UsersRound } from "lucide-react";
import type { Metadata } from "next";
import Form from "next/form";
import Link from "next/link";
import { Button, buttonStyle } from "../../../components/button.tsx";
import { Card } from "../../../components/card.tsx";
import { cn } from "../../../components/cn.ts";
import { EmptyState } from "../../../components/empty-state.tsx";
import { Moment } from "../../../components/moment.tsx";
import { Notice } from "../../../components/notice.tsx";
import { PageHeader } from "../../../components/page-header.tsx";
import { WordChip } from "../../../components/word-chip.tsx";
import { context } from "../../../context.ts";
import { requireActor } from "../../../session.ts";

export const metadata: Metadata = { title: "Customers" };

type Asked = { search?: string; word?: string; cursor?: string };

export default async function CustomersPage({ searchParams }: { searchParams: Promise<Asked> }) {
  const { actor } = await requireActor();
  const asked = await searchParams;
  const filters = {
    search: asked.search?.trim() || undefined,
    word: words.find((word) => word === asked.word),
  };
  const { page, problem } = await listCustomers(await context(), actor, {
    ...filters,
    cursor: asked.cursor,
  }).then(
    (page) => ({ page, problem: null }),
    (error: unknown) => {
      if (!isCounterfoilError(error)) throw error;
      return { page: { rows: [], nextCursor: null }, problem: error.message };
    },
  );
  const isFiltered = filters.search !== undefined || filters.word !== undefined;
  return (
    <>
      <PageHeader
        title="Customers"
        description="Who your documents are for, and the contact in Xero that each of them became."
        action={
          <Link href="/dashboard/sync" className={buttonStyle({ look: "secondary", size: "small" })}>
            Sync history
          </Link>
        }
      />
      {problem && <Notice look="error">{problem}</Notice>}
      <Card>
        <div className="flex flex-col gap-3 border-b p-3 sm:px-4 lg:flex-row lg:items-center lg:justify-between">
          <nav aria-label="State" className="-mx-1 flex gap-1 overflow-x-auto px-1 py-0.5">
            <Tab href={hrefOf({ search: filters.search })} isHere={!filters.word} label="All" />
            {TAB_ORDER.map((word) => (
              <Tab
                key={word}
                href={hrefOf({ search: filters.search, word })}
                isHere={filters.word === word}
                label={word}
              />
            ))}
          </nav>
          <Form action="/dashboard/customers" className="flex items-center gap-2" role="search">
            {filters.word && <input type="hidden" name="word" value={filters.word} />}
            <div className="relative flex-1">
              <Search
                className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-faint"
                aria-hidden="true"
              />
              <input
                type="search"
                name="search"
                maxLength={100}
                aria-label="Search by name or Magento's customer id"
                placeholder="Name or customer id"
                defaultValue={filters.search}
                key={filters.search}
                className="h-9 w-full rounded-lg border border-line-strong bg-surface pr-3 pl-9 text-[15px] placeholder:text-faint sm:text-sm lg:w-60"
              />
            </div>
            <Button type="submit" look="secondary" size="small" className="h-9">
              Search
            </Button>
          </Form>
        </div>
        {page.rows.length > 0 ? <Customers rows={page.rows} /> : <Nothing isFiltered={isFiltered} />}
        {(page.nextCursor || asked.cursor) && (
          <nav aria-label="Pages" className="flex justify-between gap-2 border-t px-4 py-3">
            {asked.cursor ? (
              <Link href={hrefOf(filters)} className={buttonStyle({ look: "quiet", size: "small" })}>
                From the beginning
              </Link>
            ) : (
              <span />
            )}
            {page.nextCursor && (
              <Link
                href={hrefOf({ ...filters, cursor: page.nextCursor })}
                className={buttonStyle({ look: "secondary", size: "small" })}
              >
                More
              </Link>
            )}
          </nav>
        )}
      </Card>
    </>
  );
}

const TAB_ORDER: readonly Word[] = ["Needs you", "On its way", "In Xero"];

function Tab({ href, isHere, label }: { href: string; isHere: boolean; label: string }) {
  return (
    <Link
      href={href}
      aria-current={isHere ? "page" : undefined}
      className={cn(
        "flex h-8 shrink-0 items-center rounded-lg px-3 text-[13px] font-medium transition-colors",
        isHere ? "bg-brand-soft text-brand" : "text-muted hover:bg-raised hover:text-ink",
      )}
    >
      {label}
    </Link>
  );
}

const columns =
  "md:grid md:grid-cols-[minmax(9rem,1.3fr)_minmax(10rem,1.5fr)_6.5rem_6.5rem_7.5rem] md:gap-x-4";

/** A row per customer and organisation; on a phone each folds into a card, with the same roles. */
function Customers({ rows }: { rows: CustomerRow[] }) {
  return (
    <table aria-label="Customers" className="block">
      <thead className="block">
        <tr className={cn("hidden border-b px-6 py-2.5 text-xs font-medium text-muted", columns)}>
          <th scope="col" className="text-left font-medium">
            In Magento
          </th>
          <th scope="col" className="text-left font-medium">
            In Xero
          </th>
          <th scope="col" className="text-right font-medium">
            Documents
          </th>
          <th scope="col" className="text-right font-medium">
            Last change
          </th>
          <th scope="col" className="text-right font-medium">
            State
          </th>
        </tr>
      </thead>
      <tbody className="block divide-y">
        {rows.map((row) => (
          <Customer key={row.id} row={row} />
        ))}
      </tbody>
    </table>
  );
}

function Customer({ row }: { row: CustomerRow }) {
  const happened = [outcomeWords[row.outcome], row.standing && standingWords[row.standing]].filter(Boolean);
  return (
    <tr
      className={cn(
        "grid grid-cols-[minmax(0,1fr)_auto] items-baseline gap-x-4 gap-y-1 px-4 py-3.5 text-sm sm:px-6",
        columns,
      )}
    >
      <td className="min-w-0">
        <p className="truncate font-medium">{row.name}</p>
        <p className="truncate text-[13px] text-muted">
          {row.magentoId ? <span className="tabular">Customer {row.magentoId}</span> : "Guest"}
          {row.email && ` · ${row.email}`}
        </p>
      </td>
      <td className="order-3 col-span-full min-w-0 md:order-none md:col-span-1">
        <p className="truncate">
          {row.xeroId ? (row.xeroName ?? row.name) : <span className="text-faint">–</span>}
        </p>
        <p className="text-[13px] text-pretty text-muted">
          {[row.sentence ?? happened.join(", "), row.organisation].filter(Boolean).join(" · ")}
        </p>
      </td>
      <td className="order-4 text-left md:order-none md:text-right">
        {row.documents > 0 ? (
          <Link
            href={`/dashboard/sync?${new URLSearchParams({ search: row.name })}`}
            className="tabular rounded underline decoration-line-strong underline-offset-3 hover:decoration-ink"
          >
            {row.documents.toLocaleString("en-GB")}
            {row.documents === MOST_DOCUMENTS && "+"}
            <span className="md:sr-only"> {row.documents === 1 ? "document" : "documents"}</span>
          </Link>
        ) : (
          <span className="text-faint">–</span>
        )}
      </td>
      <td className="order-5 text-right text-[13px] text-muted md:order-none">
        <Moment at={row.updatedAt} />
      </td>
      <td className="order-2 text-right md:order-none">
        <WordChip word={row.word} />
      </td>
    </tr>
  );
}

const outcomeWords: Record<CustomerOutcome, string> = {
  made: "Made by us",
  renamed: "Made by us under another name, its own was taken",
  adopted: "Was there already; we use it",
  updated: "Kept up to date by us",
  uses: "Stands there as somebody left it; we change nothing",
  none: "",
};

const standingWords: Record<NonNullable<CustomerRow["standing"]>, string> = {
  active: "",
  archived: "archived there",
  merged: "merged into another contact there",
  erased: "erased there",
};

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  if (isFiltered)
    return (
      <EmptyState
        icon={Search}
        help="customers"
        title="No customer fits"
        action={
          <Link href="/dashboard/customers" className={buttonStyle({ look: "secondary" })}>
            Show all customers
          </Link>
        }
      >
        Customers are found by how their name or its last word begins, or by Magento's customer id.
      </EmptyState>
    );
  return (
    <EmptyState icon={UsersRound} help="customers" title="No customers yet">
      The first document of a customer makes a contact in Xero, or uses the one that is there already. Each
      gets a row here.
    </EmptyState>
  );
}

function hrefOf(filters: {
  search?: string | undefined;
  word?: string | undefined;
  cursor?: string;
}): string {
  const given = Object.entries(filters).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return given.length > 0 ? `/dashboard/customers?${new URLSearchParams(given)}` : "/dashboard/customers";
}
