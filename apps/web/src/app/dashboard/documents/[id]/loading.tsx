import { Card } from "../../../../components/card.tsx";

/** Shaped like the page: heading, what is the matter, the two papers. */
export default function Loading() {
  return (
    <div className="space-y-6" role="status" aria-label="Loading">
      <div className="space-y-2.5">
        <Bar className="h-4 w-24" />
        <Bar className="h-7 w-64 max-w-full" />
        <Bar className="h-5 w-80 max-w-full" />
      </div>
      <Card className="flex items-center gap-3.5 p-5 sm:p-6">
        <Bar className="size-8 shrink-0 rounded-full" />
        <Bar className="h-5 w-2/3" />
      </Card>
      <div className="grid gap-5 lg:grid-cols-2 lg:gap-14">
        <Paper />
        <Paper />
      </div>
    </div>
  );
}

function Paper() {
  return (
    <Card className="space-y-5 p-5">
      <Bar className="h-6 w-40" />
      {[1, 2, 3].map((line) => (
        <div key={line} className="flex items-start justify-between gap-8 border-t pt-4">
          <div className="flex-1 space-y-2">
            <Bar className="h-4 w-3/5" />
            <Bar className="h-3.5 w-2/5" />
          </div>
          <Bar className="h-4 w-16" />
        </div>
      ))}
    </Card>
  );
}

function Bar({ className }: { className: string }) {
  return <div className={`animate-pulse rounded-md bg-raised ${className}`} />;
}
