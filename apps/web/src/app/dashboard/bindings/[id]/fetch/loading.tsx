/** Shaped like the form that comes. */
export default function LoadingFetch() {
  return (
    <div role="status" aria-label="Loading" className="animate-pulse space-y-6">
      <div className="space-y-2.5">
        <div className="h-7 w-44 rounded-md bg-raised" />
        <div className="h-4 w-96 max-w-full rounded-md bg-raised" />
      </div>
      <div className="grid gap-4 rounded-xl border bg-surface p-5 sm:p-6 md:grid-cols-[minmax(0,1fr)_12rem_5rem]">
        <div className="h-16 rounded-lg bg-raised" />
        <div className="h-16 rounded-lg bg-raised" />
        <div className="h-10 rounded-lg bg-raised md:mt-6.5" />
      </div>
    </div>
  );
}
