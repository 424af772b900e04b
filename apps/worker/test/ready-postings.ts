import type { WholeSystem } from "./whole-system.ts";

/** The organisation's turn does not come, as when its minute is used up. */
export async function holdBack(system: WholeSystem, isHeld: boolean): Promise<void> {
  await system.rows(
    `UPDATE organisation_lane SET next_run_at = ${isHeld ? "now() + interval '1 hour'" : "NULL"}`,
  );
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
