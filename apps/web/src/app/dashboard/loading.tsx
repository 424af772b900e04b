/** Shaped like the pages it stands for: a title, and a list. */
export default function Loading() {
  return (
    <div className="animate-pulse space-y-6" role="status" aria-label="Loading">
      <div className="space-y-2">
        <div className="h-6 w-56 rounded-md bg-raised" />
        <div className="h-4 w-80 max-w-full rounded-md bg-raised" />
      </div>
      <div className="divide-y rounded-xl border bg-surface">
        {["a", "b", "c", "d", "e", "f"].map((row) => (
          <div key={row} className="flex items-center justify-between gap-6 px-6 py-5">
            <div className="h-4 w-32 rounded-md bg-raised" />
            <div className="hidden h-4 w-40 rounded-md bg-raised sm:block" />
            <div className="h-4 w-20 rounded-md bg-raised" />
            <div className="h-6 w-20 rounded-full bg-raised" />
          </div>
        ))}
      </div>
    </div>
  );
}
