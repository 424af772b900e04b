import { Card } from "./card.tsx";

/** A heading and cards with lines, in the places where they will be; `rows` are the lines of each card. */
export function PageSkeleton({ rows }: { rows: number[] }) {
  return (
    <div className="space-y-6" role="status" aria-label="Loading">
      <div className="space-y-2">
        <Bar className="h-7 w-48" />
        <Bar className="h-5 w-72 max-w-full" />
      </div>
      {rows.map((count, card) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: nothing else tells one grey bar from another
        <Card key={card} className="space-y-5 p-5 sm:p-6">
          <Bar className="h-5 w-40" />
          {Array.from({ length: count }, (_, row) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: nothing else tells one grey bar from another
            <div key={row} className="flex items-center justify-between gap-8">
              <Bar className="h-4 w-2/5" />
              <Bar className="h-4 w-24" />
            </div>
          ))}
        </Card>
      ))}
    </div>
  );
}

function Bar({ className }: { className: string }) {
  return <div className={`animate-pulse rounded-md bg-raised ${className}`} />;
}
