import { until } from "./until.ts";
import type { WholeSystem } from "./whole-system.ts";

/**
 * The organisation's turn does not come, as when its minute is used up. A turn under way has ended when this comes back. For less than
 * the scaled day: what waits longer is taken for a clock that was set back.
 */
export async function holdBack(system: WholeSystem, isHeld: boolean): Promise<void> {
  const next = isHeld ? "now() + interval '30 minutes'" : "NULL";
  await system.rows(`UPDATE organisation_lane SET next_run_at = ${next}`);
  if (!isHeld) return;
  await until("no turn is under way", async () => {
    const rows = await system.rows("SELECT 1 FROM organisation_lane WHERE claimed_until > now()");
    return rows.length === 0;
  });
  // That turn may have set its own time.
  await system.rows(`UPDATE organisation_lane SET next_run_at = ${next}`);
}

/** Puts something into the draft of an invoice that was not sent yet which Xero will refuse. */
export async function spoil(
  system: WholeSystem,
  input: { incrementId: string | undefined; path: string; value: string },
): Promise<void> {
  await system.rows(
    `UPDATE posting p SET draft = jsonb_set(draft, $2::text[], to_jsonb($3::text)) FROM document d
     WHERE d.id = p.document_id AND d.increment_id = $1 AND p.kind = 'invoice'`,
    [input.incrementId, input.path, input.value],
  );
}
