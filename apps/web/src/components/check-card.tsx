import type { BindingPage } from "@counterfoil/services/binding/get-binding";
import Link from "next/link";
import { buttonStyle } from "./button.tsx";
import { Card, CardHeader } from "./card.tsx";
import { DocumentPreviews } from "./document-previews.tsx";

/** What would become of the documents seen so far, before anything is in Xero: the counts, and some of them as they would look. */
export function CheckCard({ page }: { page: BindingPage }) {
  const { check, previews } = page;
  const counts = [
    { count: sum(check.wouldBeHeld), label: "would need you", dot: "bg-dot-red" },
    { count: check.wouldGo, label: "would go as they are", dot: "bg-dot-green" },
    { count: sum(check.wouldBeLeftOut), label: "would be left out", dot: "bg-faint" },
    { count: check.pending, label: "still to be fetched and checked", dot: "bg-line-strong" },
  ].filter(({ count }) => count > 0);
  return (
    <Card className="overflow-hidden">
      <CardHeader
        title="The documents so far"
        description={
          counts.length === 0
            ? "None yet. The next invoice your store raises shows up here, and is checked before anything is sent."
            : "Prepared with the settings below, as they would look. Nothing of it is in Xero."
        }
        action={
          counts.length > 0 && (
            <Link
              href={`/dashboard/sync?bindingId=${page.id}`}
              className={buttonStyle({ look: "secondary", size: "small" })}
            >
              Show all
            </Link>
          )
        }
      />
      <ul className="flex flex-wrap gap-x-6 gap-y-1.5 px-5 pt-4 pb-5 text-sm sm:px-6">
        {counts.map(({ count, label, dot }) => (
          <li key={label} className="flex items-center gap-2">
            <span className={`size-2 rounded-full ${dot}`} aria-hidden="true" />
            <span>
              <span className="tabular font-semibold">{count}</span>{" "}
              <span className="text-muted">{label}</span>
            </span>
          </li>
        ))}
      </ul>
      {previews.length > 0 && <DocumentPreviews previews={previews} />}
    </Card>
  );
}

function sum(groups: { documents: number }[]): number {
  return groups.reduce((total, { documents }) => total + documents, 0);
}
