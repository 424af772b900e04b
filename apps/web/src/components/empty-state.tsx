import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import type { HelpPlace } from "../help/help-places.ts";
import { HelpLink } from "./help-link.tsx";

/** Nothing here yet: what would be, and how it comes to be. */
export function EmptyState({
  icon: Icon,
  title,
  children,
  action,
  help,
}: {
  icon: LucideIcon;
  title: string;
  children: ReactNode;
  action?: ReactNode;
  /** Where it is explained; null where there is nothing to. */
  help: HelpPlace | null;
}) {
  return (
    <div className="flex flex-col items-center gap-4 px-6 py-16 text-center">
      <span className="grid size-12 place-items-center rounded-2xl border bg-raised text-brand">
        <Icon className="size-5.5" strokeWidth={1.75} aria-hidden="true" />
      </span>
      <div className="max-w-md space-y-1.5">
        <p className="font-semibold tracking-tight">{title}</p>
        <p className="text-sm leading-relaxed text-pretty text-muted">{children}</p>
      </div>
      {action}
      {help && <HelpLink to={help} />}
    </div>
  );
}
