import { type ReasonCode, reasonSentence } from "@counterfoil/core/reasons";
import type { BindingRow } from "@counterfoil/services/binding/list-bindings";
import { TriangleAlert } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { BindingMenu } from "./binding-menu.tsx";
import { buttonStyle } from "./button.tsx";
import { Clock } from "./clock.tsx";
import { cn } from "./cn.ts";
import { noticeKey, noticeWords } from "./notice-words.ts";

/** The green row: a store and its organisation; amber or red, with why and the act that mends it, when something is in the way. */
export function ConnectionLine({
  binding,
  mayPause = false,
  mayEnd = false,
}: {
  binding: BindingRow;
  mayPause?: boolean;
  mayEnd?: boolean;
}) {
  const { trouble, counts, notices } = binding;
  const look = lookOf(binding);
  const href = `/dashboard/bindings/${binding.id}`;
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-3 px-5 py-4 sm:items-center sm:gap-x-5 sm:px-6">
      <span
        className={cn("size-2.5 shrink-0 rounded-full ring-4 max-sm:mt-1.5", look.dot)}
        aria-hidden="true"
      />
      <div className="min-w-0 flex-1 basis-52 space-y-0.5">
        <p className="text-[15px] font-medium">
          <span className="sr-only">{look.label}: </span>
          <Link href={href} className="rounded-sm underline-offset-4 hover:underline">
            Magento <span className="break-all">{binding.store.host}</span>{" "}
            <span className="text-faint">↔</span> Xero {binding.organisation.name}
          </Link>
        </p>
        <p className="text-sm text-pretty text-muted">
          {trouble ? (
            <>
              {reasonSentence(trouble.reason, trouble.params)}
              {trouble.until && byItself.has(trouble.reason) && (
                <>
                  {" "}
                  {trouble.reason === "xero_daily_limit" ? "From" : "Next try at"}{" "}
                  <Clock at={trouble.until} />.
                </>
              )}
            </>
          ) : (
            syncingWords(binding)
          )}
        </p>
        {notices.map((notice) => (
          <p key={noticeKey(notice)} className="flex items-start gap-1.5 text-sm text-pretty text-amber">
            <TriangleAlert className="mt-0.5 size-4 shrink-0" aria-hidden="true" />
            <span>{noticeWords(notice)}</span>
          </p>
        ))}
      </div>
      <div className="flex flex-wrap gap-2 max-sm:w-full max-sm:pl-6.5">
        {trouble && mend(binding, trouble.reason)}
        <Link href={`${href}/settings`} className={buttonStyle({ look: "secondary", size: "small" })}>
          Settings
        </Link>
        <Link
          href={`/dashboard/sync?bindingId=${binding.id}`}
          className={buttonStyle({ look: "secondary", size: "small" })}
        >
          Sync history
        </Link>
        {mayPause && (
          <BindingMenu
            bindingId={binding.id}
            store={binding.store.host}
            organisation={binding.organisation.name}
            isStarted={binding.startedAt !== null}
            isPaused={binding.paused}
            waiting={counts.Waiting + counts["On its way"] + counts["Needs you"]}
            isStopped={trouble !== null && trouble.reason !== "binding_paused"}
            mayEnd={mayEnd}
          />
        )}
      </div>
    </li>
  );
}

function syncingWords({ counts }: BindingRow): string {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (total === 0) return "Syncing. No documents yet.";
  return `Syncing. ${counts["In Xero"]} of ${total} documents are in Xero.`;
}

/** The button that mends what is in the way, where a person can. */
function mend(binding: BindingRow, reason: ReasonCode): ReactNode {
  switch (reason) {
    case "reconnect_required":
    case "xero_not_connected":
      return (
        <a href={`/api/xero/start?bindingId=${binding.id}`} className={buttonStyle({ size: "small" })}>
          Reconnect Xero
        </a>
      );
    case "not_started":
      return (
        <Link href={`/dashboard/bindings/${binding.id}`} className={buttonStyle({ size: "small" })}>
          Check and start
        </Link>
      );
    case "store_refuses_us":
      return (
        <Link
          href={`/dashboard/connect-magento?store=${encodeURIComponent(binding.store.baseUrl)}`}
          className={buttonStyle({ size: "small" })}
        >
          Pair again
        </Link>
      );
    case "store_unreachable":
      return (
        <Link
          href={`/dashboard/connections#store-${binding.store.id}`}
          className={buttonStyle({ look: "secondary", size: "small" })}
        >
          Check the store
        </Link>
      );
    default:
      return null;
  }
}

const byItself: ReadonlySet<ReasonCode> = new Set<ReasonCode>([
  "xero_daily_limit",
  "xero_unavailable",
  "store_unreachable",
]);

function lookOf(binding: BindingRow): { label: string; dot: string } {
  const amber = "bg-dot-amber ring-amber-soft";
  if (binding.trouble === null && binding.notices.length > 0) return { label: "Look at this", dot: amber };
  if (binding.trouble === null) return { label: "Connected", dot: "bg-dot-green ring-green-soft" };
  const isBroken = ["reconnect_required", "xero_not_connected", "store_refuses_us"].includes(
    binding.trouble.reason,
  );
  return isBroken
    ? { label: "Not working", dot: "bg-dot-red ring-red-soft" }
    : { label: "Waiting", dot: amber };
}
