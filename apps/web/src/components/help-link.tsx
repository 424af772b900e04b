import type { ReasonCode } from "@counterfoil/core/reasons";
import { CircleHelp } from "lucide-react";
import Link from "next/link";
import { type HelpPlace, helpHref } from "../help/help-places.ts";
import { cn } from "./cn.ts";

/**
 * The way to the page that explains what stands here, beside a card's description, in an empty state or under a reason:
 * `<HelpLink to="clearingAccount" />`, `<HelpLink to={{ reason: "period_locked" }}>About locked periods</HelpLink>`.
 * The places are in help/help-places.ts; a test knows that each one exists.
 */
export function HelpLink({
  to,
  children = "How this works",
  className,
}: {
  to: HelpPlace | { reason: ReasonCode };
  children?: string;
  className?: string;
}) {
  return (
    <Link
      href={helpHref(to)}
      className={cn(
        "inline-flex items-center gap-1 rounded text-[13px] font-medium text-muted underline decoration-line-strong underline-offset-3 hover:text-ink print:hidden",
        className,
      )}
    >
      <CircleHelp className="size-3.5 shrink-0" aria-hidden="true" />
      {children}
    </Link>
  );
}
