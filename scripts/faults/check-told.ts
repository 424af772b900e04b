import type { Standing } from "./check-books.ts";
import type { Evidence, SyncState } from "./evidence.ts";
import type { Expected } from "./expect.ts";
import type { Verdict } from "./verdict.ts";

/** What Magento's own grid says of each document, and whether every event reached us. */
export function checkTold(
  { store }: Evidence,
  { expected, standing, verdict }: { expected: Expected[]; standing: Standing[]; verdict: Verdict },
): void {
  const standingOf = new Map(standing.map((each) => [each.expected, each]));
  for (const each of expected) {
    const row = store.syncStates.find(
      (state) => state.entity_type === each.kind && state.magento_entity_id === each.magentoId,
    );
    const booked = standingOf.get(each);
    const wanted = wantedRow(each, booked);
    if (!wanted) continue;
    const [is, should] = [row ? tell(row) : "nothing", tell(wanted)];
    if (is !== should) verdict.wrong(`${each.name}: Magento shows ${is}, and should show ${should}`);
  }
  for (const { idempotency_key, status, last_error } of store.outbox)
    if (status !== "succeeded")
      verdict.wrong(`event ${idempotency_key} is ${status} in Magento: ${last_error}`);
}

type Told = Omit<SyncState, "entity_type" | "magento_entity_id">;

const tell = (row: Told) =>
  [row.sync_status, row.provider_entity_id, row.provider_reference, row.skip_reason, row.error_code].join(
    " / ",
  );

/** Null for what should be in Xero and is not: that was said already. */
function wantedRow({ outcome, heldSettlement }: Expected, booked: Standing | undefined): Told | null {
  const nothing = { provider_entity_id: null, provider_reference: null, skip_reason: null, error_code: null };
  switch (outcome.state) {
    case "posted":
      return booked
        ? {
            ...nothing,
            sync_status: heldSettlement === null ? "synced" : "failed",
            provider_entity_id: booked.xeroId,
            provider_reference: booked.number,
            error_code: heldSettlement,
          }
        : null;
    case "skipped":
      return { ...nothing, sync_status: "skipped", skip_reason: outcome.reason };
    case "held":
      return { ...nothing, sync_status: "failed", error_code: outcome.reason };
    default:
      return outcome satisfies never;
  }
}
