import { Archive, CircleSlash, Clock } from "lucide-react";
import type { ReactNode } from "react";

/** Before something is disconnected: what goes, what stays, what waits. */
export function Consequences({
  goes,
  stays,
  waits,
}: {
  goes: ReactNode;
  stays: ReactNode;
  waits: ReactNode;
}) {
  const rows = [
    { term: "What goes", icon: CircleSlash, text: goes },
    { term: "What stays", icon: Archive, text: stays },
    { term: "What waits", icon: Clock, text: waits },
  ];
  return (
    <dl className="divide-y rounded-xl border">
      {rows.map(({ term, icon: Icon, text }) => (
        <div key={term} className="grid gap-x-4 gap-y-1 px-4 py-3 text-sm sm:grid-cols-[7rem_minmax(0,1fr)]">
          <dt className="flex items-center gap-2 self-start font-medium">
            <Icon className="size-4 shrink-0 text-muted" aria-hidden="true" />
            {term}
          </dt>
          <dd className="leading-relaxed text-pretty text-muted">{text}</dd>
        </div>
      ))}
    </dl>
  );
}
