import { isReasonCode } from "@counterfoil/core/reasons";
import { CircleHelp } from "lucide-react";
import Link from "next/link";
import { helpHref } from "../help/help-places.ts";

/** Behind a reason's sentence: the way to its entry in the help. Nothing where there is no reason. */
export function ReasonHelp({ reason }: { reason: string | null }) {
  if (reason === null || !isReasonCode(reason)) return null;
  return (
    <Link
      href={helpHref({ reason })}
      prefetch={false}
      aria-label="What this means"
      title="What this means"
      className="ml-1 inline-block rounded-full align-[-0.15em] text-faint hover:text-ink print:hidden"
    >
      <CircleHelp className="size-3.5" aria-hidden="true" />
    </Link>
  );
}
