import { Card } from "./card.tsx";
import { cn } from "./cn.ts";

/** A grey place where something will stand, in its size. */
export function Skeleton({ className }: { className?: string }) {
  return <div className={cn("animate-pulse rounded-md bg-line/70", className)} />;
}

/** The head of a page: its title and the sentence below. */
export function SkeletonHeader() {
  return (
    <div className="space-y-2.5">
      <Skeleton className="h-6 w-56" />
      <Skeleton className="h-4 w-96 max-w-full" />
    </div>
  );
}

/** A card with so many rows: a name, a line below it, and its buttons. */
export function SkeletonRows({ rows, hasTitle = false }: { rows: number; hasTitle?: boolean }) {
  return (
    <Card>
      {hasTitle && (
        <div className="space-y-2 px-5 pt-5 pb-3 sm:px-6">
          <Skeleton className="h-4 w-36" />
          <Skeleton className="h-3.5 w-72 max-w-full" />
        </div>
      )}
      <div className={cn("divide-y", hasTitle && "border-t")}>
        {Array.from({ length: rows }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they have nothing but their place.
          <div key={index} className="flex items-center gap-4 px-5 py-5 sm:px-6">
            <Skeleton className="size-3 shrink-0 rounded-full" />
            <div className="min-w-0 flex-1 space-y-2">
              <Skeleton className="h-4 w-64 max-w-full" />
              <Skeleton className="h-3.5 w-80 max-w-full" />
            </div>
            <Skeleton className="hidden h-8 w-28 sm:block" />
          </div>
        ))}
      </div>
    </Card>
  );
}
