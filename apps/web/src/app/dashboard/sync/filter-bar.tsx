import { type Word, wordOf, words } from "@counterfoil/core/words";
import type { HistorySummary } from "@counterfoil/services/document/history-summary";
import { SlidersHorizontal } from "lucide-react";
import Form from "next/form";
import Link from "next/link";
import { Button, buttonStyle } from "../../../components/button.tsx";
import { cn } from "../../../components/cn.ts";
import { filterControl } from "../../../components/filter-control.ts";
import { KeptFields } from "../../../components/kept-fields.tsx";
import { ListTools } from "../../../components/list-tools.tsx";
import { FilterChips } from "./filter-chips.tsx";
import { type AskedFilters, chipsOf, syncHref } from "./filter-names.ts";

/** The five words, the search, everything else that filters, and what is filtered. All of it is in the address, and works without JavaScript. */
export function FilterBar({ filters, summary }: { filters: AskedFilters; summary: HistorySummary }) {
  const { reason: _reason, word: _word, ...others } = filters;
  const chips = chipsOf(filters, summary);
  return (
    <div className="border-b">
      <ListTools
        wideAt="xl"
        tabs={[
          { href: syncHref(others), label: "All", isHere: !filters.word },
          ...TAB_ORDER.map((word) => ({
            href: syncHref({ ...others, word }),
            label: word,
            isHere: filters.word === word,
            count: summary.counts?.[word],
          })),
        ]}
        search={{
          action: "/dashboard/sync",
          label: "Search by number, customer, Xero number or amount",
          placeholder: "Number, customer, amount",
          value: filters.search,
          kept: { ...filters, search: undefined },
        }}
      />
      <Panel filters={filters} summary={summary} />
      {chips.length > 0 && (
        <FilterChips
          chips={chips}
          query={syncHref(filters, "")}
          clearHref={syncHref(filters.word ? { word: filters.word } : {})}
        />
      )}
    </div>
  );
}

const TAB_ORDER: readonly Word[] = ["Needs you", "Waiting", "On its way", "In Xero", "Left out"];

function Panel({ filters, summary }: { filters: AskedFilters; summary: HistorySummary }) {
  const { reasons, bindings, storeViews, currencies } = summary;
  const asked = filters.word ? [filters.word as Word] : words;
  return (
    <details className="group border-t">
      <summary className="flex list-none items-center gap-2 px-4 py-2 text-[13px] font-medium text-muted select-none hover:text-ink sm:px-5 [&::-webkit-details-marker]:hidden">
        <SlidersHorizontal className="size-3.5" aria-hidden="true" />
        <span>Filters</span>
        <span className="text-xs font-normal text-faint group-open:hidden">
          reason, kind, {bindings.length > 1 && "store, "}day, amount
        </span>
      </summary>
      <Form
        action="/dashboard/sync"
        key={JSON.stringify(filters)}
        className="grid gap-x-4 gap-y-3 px-4 pt-1 pb-4 sm:grid-cols-2 sm:px-5 lg:grid-cols-4"
      >
        <KeptFields values={{ word: filters.word, search: filters.search }} />
        <Choice label="Reason" name="reason" value={filters.reason} any="Any reason">
          {asked.flatMap((word) =>
            reasons
              .filter((each) => each.word === word)
              .map(({ reason, title, documents }) => (
                <option key={`${word} ${reason}`} value={reason}>
                  {title} ({documents.toLocaleString("en-GB")})
                </option>
              )),
          )}
          {asked.includes(wordOf("planned")) && <option value="collecting">Collecting, to save calls</option>}
        </Choice>
        <Choice label="Kind" name="kind" value={filters.kind} any="Invoices and credit memos">
          <option value="invoice">Invoices</option>
          <option value="creditmemo">Credit memos</option>
        </Choice>
        <Choice label="Connection" name="bindingId" value={filters.bindingId} any="All connections">
          {bindings.map(({ id, label, isOpen }) => (
            <option key={id} value={id}>
              {isOpen ? label : `${label} (ended)`}
            </option>
          ))}
        </Choice>
        <Choice label="Store view" name="storeView" value={filters.storeView} any="All store views">
          {storeViews.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </Choice>
        <Range label="Day of the document">
          <input
            type="date"
            name="from"
            aria-label="From"
            defaultValue={filters.from}
            className={cn(filterControl, "w-full min-w-0")}
          />
          <span className="text-faint">to</span>
          <input
            type="date"
            name="to"
            aria-label="To"
            defaultValue={filters.to}
            className={cn(filterControl, "w-full min-w-0")}
          />
        </Range>
        <Range label="Magento's total">
          <input
            name="least"
            inputMode="decimal"
            pattern="\d{1,12}(\.\d{1,4})?"
            title="An amount like 19.99"
            aria-label="At least"
            placeholder="0.00"
            defaultValue={filters.least}
            className={cn(filterControl, "w-full min-w-0 tabular")}
          />
          <span className="text-faint">to</span>
          <input
            name="most"
            inputMode="decimal"
            pattern="\d{1,12}(\.\d{1,4})?"
            title="An amount like 19.99"
            aria-label="At most"
            placeholder="any"
            defaultValue={filters.most}
            className={cn(filterControl, "w-full min-w-0 tabular")}
          />
        </Range>
        {currencies.length > 1 || filters.currency ? (
          <Choice label="Currency" name="currency" value={filters.currency} any="All currencies">
            {currencies.map((code) => (
              <option key={code}>{code}</option>
            ))}
          </Choice>
        ) : null}
        <div className="flex items-end gap-2">
          <Button type="submit" className="h-9">
            Show these
          </Button>
          <Link
            href={syncHref(filters.word ? { word: filters.word } : {})}
            className={buttonStyle({ look: "quiet", className: "h-9" })}
          >
            Clear
          </Link>
        </div>
      </Form>
    </details>
  );
}

function Choice(props: {
  label: string;
  name: keyof AskedFilters;
  value: string | undefined;
  any: string;
  children: React.ReactNode;
}) {
  const { label, name, value, any, children } = props;
  return (
    <div className="min-w-0 space-y-1">
      <label htmlFor={`filter-${name}`} className="block text-xs font-medium text-muted">
        {label}
      </label>
      <select
        id={`filter-${name}`}
        name={name}
        defaultValue={value ?? ""}
        className={cn(filterControl, "w-full min-w-0 pr-8")}
      >
        <option value="">{any}</option>
        {children}
      </select>
    </div>
  );
}

function Range({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 block text-xs font-medium text-muted">{label}</legend>
      <div className="flex items-center gap-2">{children}</div>
    </fieldset>
  );
}
