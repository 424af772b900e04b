import type { PolicyChange } from "@counterfoil/core/policy-words";
import { ArrowRight } from "lucide-react";

/** What differs between two versions, old → new. */
export function ChangeList({ changes }: { changes: readonly PolicyChange[] }) {
  return (
    <dl className="space-y-3 text-sm">
      {changes.map(({ label, before, after }) => (
        <div key={label} className="grid gap-x-6 gap-y-0.5 sm:grid-cols-[14rem_minmax(0,1fr)]">
          <dt className="text-pretty text-muted">{label}</dt>
          <dd className="flex min-w-0 flex-wrap items-baseline gap-x-2 gap-y-0.5">
            {before === null ? (
              <span className="text-green">Added</span>
            ) : (
              <del className="text-muted decoration-line-strong [overflow-wrap:anywhere]">{before}</del>
            )}
            <ArrowRight className="size-3.5 shrink-0 self-center text-faint" aria-label="to" role="img" />
            {after === null ? (
              <span className="text-red">removed</span>
            ) : (
              <ins className="font-medium no-underline [overflow-wrap:anywhere]">{after}</ins>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
