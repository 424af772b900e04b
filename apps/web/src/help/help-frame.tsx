import { ArrowRight } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { cn } from "../components/cn.ts";
import { type HelpSlug, helpPages } from "./help-pages.ts";

/** One page of help: all pages on the left, its own headings on top, the next one below. On paper only the page itself. */
export function HelpFrame({
  slug,
  headings,
  children,
}: {
  slug: HelpSlug;
  headings: readonly { id: string; text: string }[];
  children: ReactNode;
}) {
  const here = helpPages.findIndex((page) => page.slug === slug);
  const page = helpPages[here];
  const next = helpPages[here + 1];
  return (
    <div className="gap-12 lg:grid lg:grid-cols-[13.5rem_minmax(0,1fr)]">
      <nav aria-label="Help" className="max-lg:hidden print:hidden">
        <ul className="sticky top-8 space-y-0.5">
          {helpPages.map(({ slug: each, title }) => (
            <li key={each}>
              <Link
                href={`/help/${each}`}
                aria-current={each === slug ? "page" : undefined}
                className={cn(
                  "block rounded-lg px-2.5 py-1.5 text-sm text-muted hover:bg-raised hover:text-ink",
                  each === slug && "bg-raised font-medium text-ink",
                )}
              >
                {title}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <article className="max-w-2xl space-y-9 print:max-w-none">
        <header className="space-y-4">
          <h1 className="text-[28px] leading-9 font-semibold tracking-tight text-balance">{page?.title}</h1>
          {headings.length > 1 && (
            <ul
              className="flex flex-wrap gap-x-4 gap-y-1.5 text-[13px] print:hidden"
              aria-label="On this page"
            >
              {headings.map(({ id, text }) => (
                <li key={id}>
                  <a
                    href={`#${id}`}
                    className="rounded text-muted underline decoration-line-strong underline-offset-3 hover:text-ink"
                  >
                    {text}
                  </a>
                </li>
              ))}
            </ul>
          )}
        </header>
        {children}
        <footer className="flex flex-wrap items-center justify-between gap-3 border-t pt-5 text-sm print:hidden">
          <Link
            href="/help"
            className="rounded text-muted underline decoration-line-strong underline-offset-3 hover:text-ink"
          >
            All help
          </Link>
          {next && (
            <Link
              href={`/help/${next.slug}`}
              className="inline-flex items-center gap-1.5 rounded font-medium text-brand"
            >
              {next.title}
              <ArrowRight className="size-4" aria-hidden="true" />
            </Link>
          )}
        </footer>
      </article>
    </div>
  );
}
