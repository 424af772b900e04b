/** Shaped like the cards that come. */
export default function LoadingSettings() {
  return (
    <div role="status" aria-label="Loading the settings" className="animate-pulse space-y-6">
      <div className="space-y-2.5">
        <div className="h-7 w-36 rounded-md bg-raised" />
        <div className="h-4 w-96 max-w-full rounded-md bg-raised" />
      </div>
      {["sync", "views", "accounts", "tax"].map((card) => (
        <div key={card} className="rounded-xl border bg-surface">
          <div className="space-y-2 px-5 pt-5 pb-4 sm:px-6">
            <div className="h-4 w-32 rounded bg-raised" />
            <div className="h-3.5 w-80 max-w-full rounded bg-raised" />
          </div>
          {["a", "b", "c"].map((row) => (
            <div
              key={row}
              className="grid gap-x-8 gap-y-3 border-t px-5 py-5 sm:px-6 md:grid-cols-[minmax(0,1fr)_20rem]"
            >
              <div className="space-y-2">
                <div className="h-3.5 w-28 rounded bg-raised" />
                <div className="h-3 w-64 max-w-full rounded bg-raised" />
              </div>
              <div className="h-10 rounded-lg bg-raised" />
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}
