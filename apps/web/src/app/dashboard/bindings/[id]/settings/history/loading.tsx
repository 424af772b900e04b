/** Shaped like the versions that come. */
export default function LoadingVersions() {
  return (
    <div role="status" aria-label="Loading the versions" className="animate-pulse space-y-6">
      <div className="space-y-2.5">
        <div className="h-7 w-44 rounded-md bg-raised" />
        <div className="h-4 w-96 max-w-full rounded-md bg-raised" />
      </div>
      <div className="space-y-4">
        {["newest", "before", "first"].map((version) => (
          <div key={version} className="space-y-3.5 rounded-xl border bg-surface px-5 py-4 sm:px-6">
            <div className="h-4 w-28 rounded bg-raised" />
            <div className="h-3.5 w-80 max-w-full rounded bg-raised" />
          </div>
        ))}
      </div>
    </div>
  );
}
