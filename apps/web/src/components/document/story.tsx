import type { Word } from "@counterfoil/core/words";
import type { StoryAttempt, StoryEntry } from "@counterfoil/services/document/tell-story";
import { Hammer, type LucideIcon, Send, Store, TriangleAlert, UserRound } from "lucide-react";
import { cn } from "../cn.ts";
import { Moment } from "../moment.tsx";
import { WordChip } from "../word-chip.tsx";

const looks = {
  magento: { icon: Store, style: "border-line-strong text-muted" },
  work: { icon: Hammer, style: "border-line-strong text-muted" },
  xero: { icon: Send, style: "border-transparent bg-green-soft text-green" },
  trouble: { icon: TriangleAlert, style: "border-transparent bg-red-soft text-red" },
  person: { icon: UserRound, style: "border-transparent bg-brand-soft text-brand" },
} as const satisfies Record<StoryEntry["look"], { icon: LucideIcon; style: string }>;

/** What happened to a document, oldest first, down to the calls that were made. */
export function Story({ entries, now }: { entries: StoryEntry[]; now: Word }) {
  return (
    <ol className="space-y-0">
      {entries.map((entry, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: what happened stays in its place.
        <li key={index} className="relative flex gap-3.5 pb-5">
          <span className="absolute top-8 bottom-1 left-3.5 w-px bg-line" aria-hidden="true" />
          <Entry entry={entry} />
        </li>
      ))}
      <li className="flex gap-3.5">
        <span className="grid size-7 shrink-0 place-items-center rounded-full border border-dashed border-line-strong">
          <span className="size-1.5 rounded-full bg-brand" aria-hidden="true" />
        </span>
        <p className="flex items-center gap-2.5 text-sm font-medium">
          Now <WordChip word={now} />
        </p>
      </li>
    </ol>
  );
}

function Entry({ entry }: { entry: StoryEntry }) {
  const { icon: Icon, style } = looks[entry.look];
  return (
    <>
      <span className={cn("grid size-7 shrink-0 place-items-center rounded-full border", style)}>
        <Icon className="size-3.5" aria-hidden="true" />
      </span>
      <div className="min-w-0 flex-1 pt-1">
        <div className="flex flex-wrap items-baseline justify-between gap-x-4">
          <p className="text-sm font-medium">{entry.title}</p>
          <p className="text-[13px] text-muted">
            <Moment at={entry.at} />
          </p>
        </div>
        {entry.text && (
          <p className="max-w-prose text-[13px] leading-relaxed text-pretty text-muted">{entry.text}</p>
        )}
        {entry.attempt && <Attempt attempt={entry.attempt} />}
      </div>
    </>
  );
}

/** For whoever asks Xero's support, or us. */
function Attempt({ attempt }: { attempt: StoryAttempt }) {
  const facts: [string, string][] = [
    ["Request", attempt.request],
    ["Answer", attempt.httpStatus === null ? "none" : `HTTP ${attempt.httpStatus}`],
    ...(attempt.correlationId ? [["Xero's request id", attempt.correlationId] as [string, string]] : []),
    ["Our attempt", attempt.id],
    ...(attempt.sends > 1 ? [["Sent", `${attempt.sends} times, with the same key`] as [string, string]] : []),
    ...(attempt.withOthers > 0 ? [["In one call with", others(attempt.withOthers)] as [string, string]] : []),
  ];
  return (
    <details className="mt-1">
      <summary className="inline-block rounded text-[13px] text-muted underline decoration-line-strong underline-offset-3 hover:text-ink">
        The call
      </summary>
      <dl className="mt-2 grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 rounded-lg border bg-raised/60 p-3 text-[13px]">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="font-mono text-xs leading-5 break-all">{value}</dd>
          </div>
        ))}
        {attempt.problems.map((problem) => (
          <div key={problem} className="contents">
            <dt className="text-muted">Xero said</dt>
            <dd className="text-pretty">{problem}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function others(count: number): string {
  return count === 1 ? "1 other document" : `${count} other documents`;
}
