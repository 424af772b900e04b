import { reasonSentence } from "@counterfoil/core/reasons";
import type { BindingRow } from "@counterfoil/services/binding/list-bindings";
import { TriangleAlert } from "lucide-react";
import Link from "next/link";
import { buttonStyle } from "./button.tsx";
import { cn } from "./cn.ts";
import { noticeKey, noticeWords } from "./notice-words.ts";

/** The green row: a store and its organisation; amber or red, with why, when something is in the way. */
export function ConnectionLine({ binding }: { binding: BindingRow }) {
  const { trouble, counts, notices } = binding;
  const look = lookOf(binding);
  const href = `/dashboard/bindings/${binding.id}`;
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-3 px-5 py-4 sm:items-center sm:gap-x-5 sm:px-6">
      <span
        className={cn("size-2.5 shrink-0 rounded-full ring-4 max-sm:mt-1.5", look.dot)}
        aria-hidden="true"
      />
      <div className="min-w-0 flex-1 basis-52 space-y-0.5">
        <p className="flex flex-wrap items-baseline gap-x-2 text-[15px] font-medium">
          <span className="sr-only">{look.label}: </span>
          <Link href={href} className="rounded-sm underline-offset-4 hover:underline">
            Magento <span className="break-all">{binding.store.host}</span>{" "}
            <span className="text-faint">↔</span> Xero {binding.organisation.name}
          </Link>
        </p>
        <p className="text-sm text-pretty text-muted">
          {trouble
            ? reasonSentence(trouble.reason, trouble.params)
            : `Syncing. ${total === 0 ? "No documents yet." : `${counts["In Xero"]} of ${total} documents are in Xero.`}`}
        </p>
        {notices.map((notice) => (
          <p key={noticeKey(notice)} className="flex items-start gap-1.5 text-sm text-pretty text-amber">
            <TriangleAlert className="mt-0.5 size-4 shrink-0" aria-hidden="true" />
            <span>{noticeWords(notice)}</span>
          </p>
        ))}
      </div>
      <div className="flex flex-wrap gap-2 max-sm:w-full max-sm:pl-6.5">
        {(trouble?.reason === "reconnect_required" || trouble?.reason === "xero_not_connected") && (
          <a href={`/api/xero/start?bindingId=${binding.id}`} className={buttonStyle({ size: "small" })}>
            Reconnect Xero
          </a>
        )}
        {binding.startedAt === null && trouble?.reason === "not_started" && (
          <Link href={href} className={buttonStyle({ size: "small" })}>
            Check and start
          </Link>
        )}
        <Link href={href} className={buttonStyle({ look: "secondary", size: "small" })}>
          Settings
        </Link>
        <Link
          href={`/dashboard/sync?bindingId=${binding.id}`}
          className={buttonStyle({ look: "secondary", size: "small" })}
        >
          Sync history
        </Link>
      </div>
    </li>
  );
}

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
