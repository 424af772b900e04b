import type { ReactNode } from "react";
import { cn } from "./cn.ts";

/** A table of which each row folds into a card on a phone, with the same roles. Rows take the same `columns`. */
export function FoldingTable({
  label,
  columns,
  heads,
  headClassName,
  className,
  children,
}: {
  label: string;
  /** A grid from `md` on. */
  columns: string;
  /** An empty title is a column that only eyes need. */
  heads: readonly { title: string; isRight?: boolean }[];
  headClassName?: string | undefined;
  className?: string;
  children: ReactNode;
}) {
  return (
    <table aria-label={label} className={cn("block", className)}>
      <thead className="block">
        <tr
          className={cn("hidden border-b px-6 py-2.5 text-xs font-medium text-muted", columns, headClassName)}
        >
          {heads.map(({ title, isRight }) =>
            title === "" ? (
              <td key={title} aria-hidden="true" />
            ) : (
              <th key={title} scope="col" className={cn("font-medium", isRight ? "text-right" : "text-left")}>
                {title}
              </th>
            ),
          )}
        </tr>
      </thead>
      <tbody className="block divide-y">{children}</tbody>
    </table>
  );
}
