import { Search } from "lucide-react";
import Form from "next/form";
import Link from "next/link";
import { Button } from "./button.tsx";
import { cn } from "./cn.ts";
import { filterControl } from "./filter-control.ts";
import { KeptFields } from "./kept-fields.tsx";

type Tab = { href: string; label: string; isHere: boolean; count?: number | undefined };

/** Above a list: the states to choose from, and the search. Both stand in the address, and work without JavaScript. */
export function ListTools({
  tabs,
  search,
  wideAt,
}: {
  tabs: Tab[];
  search: {
    action: string;
    label: string;
    placeholder: string;
    value: string | undefined;
    /** What else stands in the address, and stays. */
    kept: Readonly<Record<string, string | undefined>>;
  };
  /** From where on tabs and search stand side by side. */
  wideAt: "lg" | "xl";
}) {
  const { action, label, placeholder, value, kept } = search;
  return (
    <div
      className={cn(
        "flex flex-col gap-3 p-3 sm:px-4",
        wideAt === "lg"
          ? "lg:flex-row lg:items-center lg:justify-between"
          : "xl:flex-row xl:items-center xl:justify-between",
      )}
    >
      <nav aria-label="State" className="-mx-1 flex gap-1 overflow-x-auto px-1 py-0.5">
        {tabs.map((tab) => (
          <Link
            key={tab.label}
            href={tab.href}
            aria-current={tab.isHere ? "page" : undefined}
            className={cn(
              "flex h-8 shrink-0 items-center gap-1.5 rounded-lg px-3 text-[13px] font-medium transition-colors",
              tab.isHere ? "bg-brand-soft text-brand" : "text-muted hover:bg-raised hover:text-ink",
            )}
          >
            {tab.label}
            {tab.count !== undefined && (
              <span className="tabular text-xs">{tab.count.toLocaleString("en-GB")}</span>
            )}
          </Link>
        ))}
      </nav>
      <Form action={action} className="flex items-center gap-2" role="search">
        <KeptFields values={kept} />
        <div className="relative flex-1">
          <Search
            className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-faint"
            aria-hidden="true"
          />
          <input
            type="search"
            name="search"
            maxLength={100}
            aria-label={label}
            placeholder={placeholder}
            defaultValue={value}
            key={value}
            className={cn(filterControl, "w-full pr-3 pl-9 lg:w-60")}
          />
        </div>
        <Button type="submit" look="secondary" size="small" className="h-9">
          Search
        </Button>
      </Form>
    </div>
  );
}
