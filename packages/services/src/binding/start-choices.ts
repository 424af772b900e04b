import { accountingDay, addDays, lockDate } from "@counterfoil/core/accounting-day";
import type { Policy } from "@counterfoil/core/policy";
import type { LedgerOrganisation } from "@counterfoil/core/reference";
import type { TenantTransaction } from "@counterfoil/db/database";

export const startWords = ["today", "month", "after_lock", "everything"] as const;
export type StartWord = (typeof startWords)[number];

export type StartChoice = {
  since: StartWord;
  /** The first day that is synced, YYYY-MM-DD in the store's zone; null = whatever was seen. */
  day: string | null;
  documents: number;
  /** Decimal texts by currency; credit memos count negative. */
  money: { currency: string; total: string }[];
};

/** From which date syncing may start, and what each choice means for the documents seen so far. */
export async function startChoices(
  tx: TenantTransaction,
  input: { bindingId: string; policy: Policy; organisation: LedgerOrganisation | null; now: Date },
): Promise<StartChoice[]> {
  const today = accountingDay(input.now, input.policy.storeTimezone);
  const lock = input.organisation ? lockDate(input.organisation) : null;
  const days: { since: StartWord; day: string | null }[] = [
    { since: "today", day: today },
    { since: "month", day: `${today.slice(0, 8)}01` },
    ...(lock ? [{ since: "after_lock" as const, day: addDays(lock, 1) }] : []),
    { since: "everything", day: null },
  ];
  return Promise.all(
    days.map(async ({ since, day }) => ({ since, day, ...(await seenSince(tx, input.bindingId, day)) })),
  );
}

async function seenSince(tx: TenantTransaction, bindingId: string, day: string | null) {
  const rows = await tx.$queryRaw<{ currency: string | null; documents: number; total: string | null }[]>`
    SELECT currency, count(*)::int AS documents,
           sum(CASE kind WHEN 'invoice' THEN grand_total ELSE -grand_total END)::numeric(20, 2)::text AS total
    FROM document
    WHERE binding_id = ${bindingId}::uuid AND NOT is_outside
      AND (${day}::date IS NULL OR document_date IS NULL OR document_date >= ${day}::date)
    GROUP BY currency ORDER BY documents DESC`;
  return {
    documents: rows.reduce((sum, row) => sum + row.documents, 0),
    money: rows.flatMap(({ currency, total }) => (currency && total ? [{ currency, total }] : [])),
  };
}
