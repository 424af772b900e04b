import { Search } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { Button } from "../../components/button.tsx";
import { helpPages } from "../../help/help-pages.ts";
import { searchHelp } from "../../help/search-help.ts";

export const metadata: Metadata = { title: "Help" };

export default async function HelpIndex({
  searchParams,
}: {
  searchParams: Promise<{ q?: string | string[] }>;
}) {
  const { q } = await searchParams;
  const query = (typeof q === "string" ? q : "").trim().slice(0, 100);
  return (
    <div className="mx-auto max-w-3xl space-y-8">
      <div className="space-y-5">
        <h1 className="text-[28px] leading-9 font-semibold tracking-tight">How can we help?</h1>
        {/* A plain form: it works without JavaScript, and the address of a search can be sent on. */}
        <search>
          <form action="/help" className="flex gap-2">
            <label className="relative flex-1">
              <span className="sr-only">Search the help</span>
              <Search
                className="pointer-events-none absolute top-1/2 left-3.5 size-4 -translate-y-1/2 text-faint"
                aria-hidden="true"
              />
              <input
                name="q"
                type="search"
                defaultValue={query}
                placeholder="gift card, payout, 401, lock date …"
                className="h-11 w-full rounded-lg border border-line-strong bg-surface pr-3 pl-10 placeholder:text-faint"
              />
            </label>
            <Button type="submit" size="large">
              Search
            </Button>
          </form>
        </search>
      </div>
      {query !== "" && <Found query={query} />}
      <ul className="grid gap-3 sm:grid-cols-2">
        {helpPages.map(({ slug, title, about }) => (
          <li key={slug} className="last:odd:sm:col-span-2">
            <Link
              href={`/help/${slug}`}
              className="block h-full space-y-1 rounded-xl border bg-surface p-4.5 shadow-card transition-colors hover:border-line-strong hover:bg-raised"
            >
              <span className="block font-semibold tracking-tight">{title}</span>
              <span className="block text-sm leading-relaxed text-muted">{about}</span>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}

async function Found({ query }: { query: string }) {
  const found = await searchHelp(query);
  return (
    <section aria-live="polite" className="space-y-3 border-b pb-7">
      <h2 className="text-sm font-medium text-muted">
        {found.length === 0 ? `Nothing about “${query}”. Try one word of it.` : `About “${query}”`}
      </h2>
      <ul className="space-y-3">
        {found.map(({ href, title, page, text }) => (
          <li key={href}>
            <Link href={href} className="block rounded-lg">
              <span className="font-medium text-brand underline decoration-brand/35 underline-offset-3">
                {title}
              </span>
              {page !== title && <span className="text-sm text-muted"> · {page}</span>}
              <span className="line-clamp-2 text-sm leading-relaxed text-muted">{text}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
