import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn.ts";

const looks = {
  info: { icon: Info, style: "border-blue/25 bg-blue-soft [&>svg]:text-blue" },
  success: { icon: CircleCheck, style: "border-green/25 bg-green-soft [&>svg]:text-green" },
  warning: { icon: TriangleAlert, style: "border-amber/30 bg-amber-soft [&>svg]:text-amber" },
  error: { icon: CircleAlert, style: "border-red/25 bg-red-soft [&>svg]:text-red" },
};

/** What happened, and the way on. Errors are announced at once. */
export function Notice({
  look,
  title,
  children,
  action,
}: {
  look: keyof typeof looks;
  title?: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
}) {
  const { icon: Icon, style } = looks[look];
  return (
    <div
      role={look === "error" ? "alert" : "status"}
      className={cn("flex items-start gap-3 rounded-xl border px-4 py-3.5 text-sm", style)}
    >
      <Icon className="mt-0.5 size-4 shrink-0" aria-hidden="true" />
      <div className="min-w-0 flex-1 space-y-1">
        {title && <p className="font-medium">{title}</p>}
        {children && <div className="text-pretty leading-relaxed text-ink/85">{children}</div>}
        {action && <div className="flex flex-wrap gap-2 pt-1.5">{action}</div>}
      </div>
    </div>
  );
}
