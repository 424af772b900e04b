import type { SystemDoor } from "../database.ts";
import { retryDeadlock } from "../retry-deadlock.ts";

/**
 * Makes due again what nothing moves any more, and forgets what is over. Every move is made with what it leads to in one
 * transaction, so none of this should ever be found: it is the net under a dead worker, a lost wake-up and our own mistakes.
 * May be run at any time. How many rows each rule found, by the rule's name; only those that found some.
 */
export async function sweepRows(
  door: SystemDoor,
  input: { stuckMs: number; dayMs: number },
): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const [rule, sql] of Object.entries(rules(input))) {
    const { rowCount } = await retryDeadlock(() => door.query(sql));
    if (rowCount) found[rule] = rowCount;
  }
  return found;
}

function rules({ stuckMs, dayMs }: { stuckMs: number; dayMs: number }): Record<string, string> {
  const old = (at: string) => `${at} < now() - ${Number(stuckMs)} * interval '1 ms'`;
  const idle = `d.next_run_at IS NULL AND ${old("d.updated_at")}`;
  return {
    // Its attempt is decided or was never there: what became of it must be looked up.
    sendingWithoutAttempt: `
      WITH lost AS (
        UPDATE posting p SET state = 'unconfirmed', reason = 'unconfirmed', next_run_at = now(), updated_at = now(),
               reason_params = jsonb_build_object('number', CASE kind WHEN 'contact' THEN draft->>'name' ELSE number END)
        WHERE p.state = 'sending' AND ${old("p.updated_at")}
          AND NOT EXISTS (SELECT 1 FROM attempt_posting ap JOIN attempt a ON a.id = ap.attempt_id AND a.state = 'open' WHERE ap.posting_id = p.id)
        RETURNING p.id, p.document_id
      ), shown AS (
        UPDATE document d SET next_run_at = now() FROM lost WHERE d.id = lost.document_id
      )
      SELECT id FROM lost`,
    documentsNobodyMoves: `
      UPDATE document d SET next_run_at = now() FROM binding b
      WHERE b.id = d.binding_id AND b.status = 'active' AND ${idle}
        AND (d.state = 'queued' OR (d.state = 'waiting' AND (d.reason = 'store_unreachable' OR (d.reason = 'not_started' AND ${old("b.started_at")}))))`,
    // Their parents stand in Xero, or wait to be planned with them.
    waitingForNothing: `
      UPDATE document d SET next_run_at = now() FROM posting p
      WHERE p.document_id = d.id AND ${idle} AND p.state = 'waiting' AND ${old("p.updated_at")} AND p.reason <> 'awaiting_approval'
        AND EXISTS (SELECT 1 FROM posting_dependency dep WHERE dep.posting_id = p.id)
        AND NOT EXISTS (SELECT 1 FROM posting_dependency dep JOIN posting parent ON parent.id = dep.parent_id
                        WHERE dep.posting_id = p.id AND parent.xero_id IS NULL AND parent.state <> 'queued')`,
    statesNeverPushed:
      "UPDATE storefront_state SET next_run_at = now() WHERE next_run_at IS NULL AND pushed_version < wanted_version",
    eventsNeverRouted: `
      UPDATE event e SET next_run_at = now()
      WHERE e.state = 'unrouted' AND e.next_run_at IS NULL AND ${old("e.accepted_at")}
        AND e.name IN ('invoice.created', 'invoice.paid', 'creditmemo.created')
        AND EXISTS (SELECT 1 FROM binding b WHERE b.store_id = e.store_id AND b.status = 'active')`,
    grantsNeverRefreshed:
      "UPDATE xero_grant SET next_refresh_at = now() WHERE status = 'active' AND next_refresh_at IS NULL AND refresh_token_sealed IS NOT NULL",
    listsNeverRead: `
      UPDATE organisation o SET reference_due_at = now() WHERE o.reference_due_at IS NULL
        AND EXISTS (SELECT 1 FROM connection c WHERE c.organisation_id = o.id AND c.status = 'active')`,
    storesNeverAsked: `
      UPDATE store s SET ask_due_at = now() WHERE s.ask_due_at IS NULL AND s.status <> 'disconnected'
        AND EXISTS (SELECT 1 FROM store_key k WHERE k.store_id = s.id)`,
    // No wait is longer than a day, and no claim than a minute: a clock was set back.
    lanesFarAhead: `
      UPDATE organisation_lane SET next_run_at = NULL, claimed_until = NULL
      WHERE next_run_at > now() + ${Number(dayMs)} * interval '1 ms' OR claimed_until > now() + interval '1 hour'`,
    claimsFarAhead: `
      UPDATE store SET prepare_claimed_until = NULL, push_claimed_until = NULL
      WHERE prepare_claimed_until > now() + interval '1 hour' OR push_claimed_until > now() + interval '1 hour'`,
    consentsThatDidNotComeBack:
      "UPDATE consent_attempt SET outcome = CASE outcome WHEN 'started' THEN 'did_not_come_back' ELSE 'unavailable' END WHERE outcome IN ('started', 'returned') AND expires_at < now()",
    windowsOver: "DELETE FROM rate_window WHERE starts_at < now() - interval '1 day'",
  };
}
