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
import Link from "next/link";
import { buttonStyle } from "../../../components/button.tsx";
import { Card } from "../../../components/card.tsx";
import { cn } from "../../../components/cn.ts";
import { EmptyState } from "../../../components/empty-state.tsx";
import { FoldingTable } from "../../../components/folding-table.tsx";
import { HistoryTabs } from "../../../components/history-tabs.tsx";
import { ListTools } from "../../../components/list-tools.tsx";
import { Moment } from "../../../components/moment.tsx";
import { Notice } from "../../../components/notice.tsx";
import { PageHeader } from "../../../components/page-header.tsx";
import { PageLinks } from "../../../components/page-links.tsx";
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
      <HistoryTabs />
      <PageHeader
        title="Customers"
        description="Who your documents are for, and the contact in Xero that each of them became."
      />
      {problem && <Notice look="error">{problem}</Notice>}
      <Card>
        <div className="border-b">
          <ListTools
            wideAt="lg"
            tabs={[
              { href: hrefOf({ search: filters.search }), label: "All", isHere: !filters.word },
              ...TAB_ORDER.map((word) => ({
                href: hrefOf({ search: filters.search, word }),
                label: word,
                isHere: filters.word === word,
              })),
            ]}
            search={{
              action: "/dashboard/customers",
              label: "Search by name or Magento's customer id",
              placeholder: "Name or customer id",
              value: filters.search,
              kept: { word: filters.word },
            }}
          />
        </div>
        {page.rows.length > 0 ? <Customers rows={page.rows} /> : <Nothing isFiltered={isFiltered} />}
        <PageLinks
          back={
            asked.cursor && (
              <Link href={hrefOf(filters)} className={buttonStyle({ look: "quiet", size: "small" })}>
                From the beginning
              </Link>
            )
          }
          next={
            page.nextCursor ? { href: hrefOf({ ...filters, cursor: page.nextCursor }), label: "More" } : null
          }
        />
      </Card>
    </>
  );
}

const TAB_ORDER: readonly Word[] = ["Needs you", "On its way", "In Xero"];

const HEADS = [
  { title: "In Magento" },
  { title: "In Xero" },
  { title: "Documents", isRight: true },
  { title: "Last change", isRight: true },
  { title: "State", isRight: true },
];

const columns =
  "md:grid md:grid-cols-[minmax(9rem,1.3fr)_minmax(10rem,1.5fr)_6.5rem_6.5rem_7.5rem] md:gap-x-4";

/** A row per customer and organisation; on a phone each folds into a card, with the same roles. */
function Customers({ rows }: { rows: CustomerRow[] }) {
  return (
    <FoldingTable label="Customers" columns={columns} heads={HEADS}>
      {rows.map((row) => (
        <Customer key={row.id} row={row} />
      ))}
    </FoldingTable>
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
