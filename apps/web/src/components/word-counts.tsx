import { type Word, words } from "@counterfoil/core/words";
import Link from "next/link";
import { Card } from "./card.tsx";
import { WordChip } from "./word-chip.tsx";

/** How many documents each of the five words stands for, each a way to their list. */
export function WordCounts({ counts, bindingId }: { counts: Record<Word, number>; bindingId: string }) {
  return (
    <Card>
      <ul className="grid grid-cols-2 sm:grid-cols-5 sm:divide-x">
        {words.map((word) => (
          <li key={word} className="max-sm:last:col-span-2">
            <Link
              href={`/dashboard/sync?${new URLSearchParams({ bindingId, word })}`}
              className="block space-y-2 rounded-xl px-5 py-4 hover:bg-raised/60"
            >
              <span className="tabular block text-2xl font-semibold tracking-tight">
                {counts[word].toLocaleString("en-GB")}
              </span>
              <WordChip word={word} />
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
