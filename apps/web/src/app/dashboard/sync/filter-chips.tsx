"use client";

import { X } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { startTransition, useOptimistic } from "react";

type Chip = { label: string; names: readonly string[] };

/** What is filtered. A chip goes at the first click, and what the next one leads to knows of it although the list is still on its way. */
export function FilterChips({
  chips,
  query,
  clearHref,
}: {
  chips: Chip[];
  query: string;
  clearHref: string;
}) {
  const router = useRouter();
  const [taken, take] = useOptimistic<readonly string[], readonly string[]>([], (before, names) => [
    ...before,
    ...names,
  ]);
  const hrefWithout = (names: readonly string[]) => {
    const left = new URLSearchParams(query);
    for (const name of [...taken, ...names]) left.delete(name);
    return left.size > 0 ? `/dashboard/sync?${left}` : "/dashboard/sync";
  };
  return (
    <ul aria-label="Filtered by" className="flex flex-wrap items-center gap-2 px-3 pb-3 sm:px-4">
      {chips
        .filter(({ names }) => !names.some((name) => taken.includes(name)))
        .map(({ label, names }) => (
          <li key={label} className="min-w-0">
            <Link
              href={hrefWithout(names)}
              onNavigate={(navigation) => {
                navigation.preventDefault();
                startTransition(() => {
                  take(names);
                  router.push(hrefWithout(names));
                });
              }}
              className="group flex h-7 min-w-0 items-center gap-1.5 rounded-full border border-brand/30 bg-brand-soft pr-2 pl-3 text-[13px] font-medium text-brand hover:border-brand"
            >
              <span className="truncate">{label}</span>
              <X className="size-3.5 shrink-0 opacity-70 group-hover:opacity-100" aria-hidden="true" />
              <span className="sr-only">, take this filter away</span>
            </Link>
          </li>
        ))}
      <li>
        <Link
          href={clearHref}
          className="rounded px-1 text-[13px] text-muted underline-offset-3 hover:text-ink hover:underline"
        >
          Clear all
        </Link>
      </li>
    </ul>
  );
}
