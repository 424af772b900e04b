import { Card } from "../../../components/card.tsx";

/** The list's own shape while it is on the way. */
export default function Loading() {
  return (
    <div role="status" aria-label="The sync history is on its way" className="animate-pulse space-y-6">
      <div className="h-10 w-56 max-w-full rounded-md bg-raised" />
      <div className="space-y-2.5">
        <div className="h-6 w-36 rounded-md bg-raised" />
        <div className="h-4 w-full max-w-md rounded-md bg-raised" />
      </div>
      <Card>
        <div className="flex flex-col gap-3 border-b p-3 sm:px-4 xl:flex-row xl:justify-between">
          <div className="flex gap-2 overflow-hidden">
            {["w-12", "w-24", "w-20", "w-24", "w-20", "w-20"].map((width, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: they never move.
              <div key={index} className={`h-8 shrink-0 rounded-lg bg-raised ${width}`} />
            ))}
          </div>
          <div className="h-9 w-full rounded-lg bg-raised xl:w-80" />
        </div>
        <ul className="divide-y">
          {Array.from({ length: 8 }, (_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: they never move.
            <li key={index} className="flex items-center gap-6 px-4 py-4 sm:px-6">
              <div className="flex-1 space-y-2">
                <div className="h-4 w-28 rounded bg-raised" />
                <div className="h-3.5 w-40 rounded bg-raised" />
              </div>
              <div className="hidden h-4 w-24 rounded bg-raised sm:block" />
              <div className="hidden h-4 w-24 rounded bg-raised sm:block" />
              <div className="h-6 w-24 rounded-full bg-raised" />
            </li>
          ))}
        </ul>
      </Card>
    </div>
  );
}
