import type { ReactNode } from "react";
import { cn } from "./cn.ts";

const dots = {
  green: "bg-dot-green ring-green-soft",
  amber: "bg-dot-amber ring-amber-soft",
  red: "bg-dot-red ring-red-soft",
  gray: "bg-faint ring-gray-soft",
};

/** A colour with its word, never alone. */
export function StatusDot({ look, children }: { look: keyof typeof dots; children: ReactNode }) {
  return (
    <span className="inline-flex items-center gap-2 font-medium text-ink">
      <span className={cn("size-2 shrink-0 rounded-full ring-3", dots[look])} aria-hidden="true" />
      {children}
    </span>
  );
}
