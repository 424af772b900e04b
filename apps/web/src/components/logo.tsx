import { cn } from "./cn.ts";

/** A counterfoil: the stub, the perforation, the part that is torn off. */
export function Logo({ className }: { className?: string }) {
  return (
    <span className={cn("inline-flex items-center gap-2.5 font-semibold tracking-tight", className)}>
      <svg viewBox="0 0 24 24" className="size-6 shrink-0" aria-hidden="true" fill="none">
        <rect x="1.5" y="2.5" width="21" height="19" rx="4" className="fill-brand" />
        <path
          d="M8.5 5v14"
          className="stroke-brand-ink"
          strokeWidth="1.6"
          strokeDasharray="1.6 2.2"
          strokeLinecap="round"
        />
        <path
          d="M12.5 9.5h6M12.5 14h6"
          className="stroke-brand-ink"
          strokeWidth="1.9"
          strokeLinecap="round"
        />
      </svg>
      Counterfoil
    </span>
  );
}
