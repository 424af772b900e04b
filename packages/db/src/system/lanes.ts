import type { SystemDoor } from "../database.ts";

/** A Xero organisation, whoever of our tenants posts into it. */
export type Lane = { environment: "production" | "sandbox"; xeroTenantId: string };
export type StoreLane = { storeId: string; tenantId: string };

/** Sent without our knowing what became of it, or standing wrong in Xero when somebody asked for another try. */
export const TO_LOOK_UP = `(p.state = 'unconfirmed' OR (p.state = 'queued' AND p.xero_id IS NOT NULL AND p.kind <> 'contact'))`;

/** How many planned postings an organisation may have before preparing more for it would only grow the pile. */
const LOOK_AHEAD = 1_000;

/** Stores with events to route, parked or not, documents to fetch, or due to be asked what they did not announce; claimed so that a lost job comes back by itself. */
export async function claimPrepareLanes(
  door: SystemDoor,
  input: { claimMs: number; limit: number },
): Promise<StoreLane[]> {
  const { rows } = await door.query<StoreLane>(
    `WITH due AS (
       SELECT e.store_id, true AS is_routing FROM event e WHERE e.state = 'unrouted' AND e.next_run_at <= now()
       UNION
       SELECT w.store_id, false FROM (
         SELECT DISTINCT d.store_id, d.environment, d.xero_tenant_id FROM document d
         JOIN binding b ON b.id = d.binding_id AND b.status = 'active'
         WHERE d.next_run_at <= now()
       ) w
       WHERE (SELECT count(*) FROM (SELECT 1 FROM posting p WHERE p.environment = w.environment AND p.xero_tenant_id = w.xero_tenant_id
                                    AND p.state IN ('planned', 'reversing') LIMIT ${LOOK_AHEAD}) ahead) < ${LOOK_AHEAD}
       UNION
       SELECT a.id, false FROM store a WHERE a.ask_due_at <= now()
       UNION
       SELECT u.store_id, false FROM customer u WHERE u.next_run_at <= now()
     ), chosen AS (
       SELECT s.id FROM store s JOIN (SELECT store_id, bool_or(is_routing) AS is_routing FROM due GROUP BY 1) due ON due.store_id = s.id
       WHERE (s.prepare_claimed_until IS NULL OR s.prepare_claimed_until <= now())
         AND (due.is_routing OR s.parked_until IS NULL OR s.parked_until <= now()) AND s.status <> 'disconnected'
       ORDER BY s.prepare_claimed_until NULLS FIRST LIMIT $2 FOR UPDATE OF s SKIP LOCKED
     )
     UPDATE store s SET prepare_claimed_until = now() + $1 * interval '1 ms' FROM chosen WHERE s.id = chosen.id
     RETURNING s.id AS "storeId", s.tenant_id AS "tenantId"`,
    [input.claimMs, input.limit],
  );
  return rows;
}

/** Stores with news for Magento. */
export async function claimPushLanes(
  door: SystemDoor,
  input: { claimMs: number; limit: number },
): Promise<StoreLane[]> {
  const { rows } = await door.query<StoreLane>(
    `WITH chosen AS (
       SELECT s.id FROM store s
       WHERE EXISTS (SELECT 1 FROM storefront_state f WHERE f.store_id = s.id AND f.next_run_at <= now())
         AND (s.push_claimed_until IS NULL OR s.push_claimed_until <= now())
         AND (s.parked_until IS NULL OR s.parked_until <= now()) AND s.status <> 'disconnected'
       ORDER BY s.push_claimed_until NULLS FIRST LIMIT $2 FOR UPDATE OF s SKIP LOCKED
     )
     UPDATE store s SET push_claimed_until = now() + $1 * interval '1 ms' FROM chosen WHERE s.id = chosen.id
     RETURNING s.id AS "storeId", s.tenant_id AS "tenantId"`,
    [input.claimMs, input.limit],
  );
  return rows;
}

/**
 * Organisations with postings to send, contacts to read, or with unanswered calls to repeat: those go on even while the rest waits. What is
 * to be looked up, or looked at because of what people do in Xero, does so while the day is used up, since a part of the day is kept for it.
 */
export async function claimDrainLanes(
  door: SystemDoor,
  input: { claimMs: number; limit: number },
): Promise<Lane[]> {
  const { rows } = await door.query<Lane>(
    `WITH due AS (
       SELECT p.environment, p.xero_tenant_id, false AS is_open, false AS is_read FROM posting p
       JOIN binding b ON b.id = p.binding_id AND b.status = 'active' AND NOT b.paused AND b.started_at IS NOT NULL
       JOIN tenant t ON t.id = b.tenant_id AND t.paused_at IS NULL
       JOIN connection c ON c.organisation_id = b.organisation_id AND c.status = 'active'
       WHERE p.state IN ('planned', 'reversing') AND p.next_run_at <= now()
         AND (p.collect_until IS NULL OR p.collect_until <= now() OR p.state = 'reversing')
       UNION
       SELECT a.environment, a.xero_tenant_id, true, false FROM attempt a
       WHERE a.state = 'open' AND (a.sendable_at IS NULL OR a.sendable_at <= now())
       UNION
       SELECT o.environment, o.xero_tenant_id, false, false FROM contact_directory d
       JOIN organisation o ON o.id = d.organisation_id JOIN connection c ON c.organisation_id = o.id AND c.status = 'active'
       WHERE d.due_at <= now()
       UNION
       SELECT p.environment, p.xero_tenant_id, false, true FROM posting p
       JOIN binding b ON b.id = p.binding_id JOIN connection c ON c.organisation_id = b.organisation_id AND c.status = 'active'
       WHERE ${TO_LOOK_UP} AND p.next_run_at <= now()
       UNION
       SELECT p.environment, p.xero_tenant_id, false, true FROM posting p WHERE p.news_due_at <= now()
       UNION
       SELECT l.environment, l.xero_tenant_id, false, true FROM organisation_lane l WHERE l.approvals_due_at <= now() OR l.sweep_due_at <= now()
     ), lanes AS (
       SELECT environment, xero_tenant_id, bool_or(is_open) AS is_open, bool_or(is_read) AS is_read FROM due GROUP BY 1, 2
     ), made AS (
       INSERT INTO organisation_lane (environment, xero_tenant_id) SELECT environment, xero_tenant_id FROM lanes ON CONFLICT DO NOTHING
     ), chosen AS (
       SELECT l.environment, l.xero_tenant_id FROM organisation_lane l JOIN lanes USING (environment, xero_tenant_id)
       WHERE (l.claimed_until IS NULL OR l.claimed_until <= now())
         AND (lanes.is_open OR ((l.next_run_at IS NULL OR l.next_run_at <= now()) AND (l.parked_until IS NULL OR l.parked_until <= now()))
              OR (lanes.is_read AND l.parked_until > now() AND l.parked_reason = 'xero_daily_limit'))
       ORDER BY l.claimed_until NULLS FIRST LIMIT $2 FOR UPDATE OF l SKIP LOCKED
     )
     UPDATE organisation_lane l SET claimed_until = now() + $1 * interval '1 ms' FROM chosen
     WHERE l.environment = chosen.environment AND l.xero_tenant_id = chosen.xero_tenant_id
     RETURNING l.environment, l.xero_tenant_id AS "xeroTenantId"`,
    [input.claimMs, input.limit],
  );
  return rows;
}

/** Until the next organisation may send again, if that is within `withinMs`: its minute's budget comes back between two polls. */
export async function untilNextDrain(door: SystemDoor, withinMs: number): Promise<number> {
  const { rows } = await door.query<{ waitMs: number | null }>(
    `SELECT (extract(epoch FROM min(next_run_at) - now()) * 1000)::float8 AS "waitMs" FROM organisation_lane
     WHERE next_run_at > now() AND next_run_at < now() + $1 * interval '1 ms'`,
    [withinMs],
  );
  return rows[0]?.waitMs ?? withinMs;
}

/** Ends a claim. `afterMs`: nothing is to be sent before; null leaves that as it was. */
export async function freeDrainLane(door: SystemDoor, lane: Lane, afterMs: number | null): Promise<void> {
  await door.query(
    `UPDATE organisation_lane SET claimed_until = NULL, next_run_at = coalesce(now() + $3 * interval '1 ms', next_run_at)
     WHERE environment = $1 AND xero_tenant_id = $2`,
    [lane.environment, lane.xeroTenantId, afterMs],
  );
}

export async function freeStoreLane(
  door: SystemDoor,
  storeId: string,
  lane: "prepare" | "push",
): Promise<void> {
  await door.query(
    `UPDATE store SET ${lane === "prepare" ? "prepare_claimed_until" : "push_claimed_until"} = NULL WHERE id = $1`,
    [storeId],
  );
}

/** Trouble that is the organisation's own. Several calls that fail together count as one try. */
export async function parkLane(
  door: SystemDoor,
  lane: Lane,
  input: { parkMs: number; reason: string },
): Promise<void> {
  await door.query(
    `UPDATE organisation_lane SET parked_until = now() + $3 * interval '1 ms', parked_reason = $4, parked_tries = parked_tries + 1
     WHERE environment = $1 AND xero_tenant_id = $2 AND (parked_until IS NULL OR parked_until <= now())`,
    [lane.environment, lane.xeroTenantId, input.parkMs, input.reason],
  );
}

export async function unparkLane(door: SystemDoor, lane: Lane): Promise<void> {
  await door.query(
    `UPDATE organisation_lane SET parked_until = NULL, parked_reason = NULL, parked_tries = 0
     WHERE environment = $1 AND xero_tenant_id = $2 AND (parked_until IS NOT NULL OR parked_tries > 0)`,
    [lane.environment, lane.xeroTenantId],
  );
}

/** `isWaiting`: parked, or without budget for the moment. */
export async function readLane(door: SystemDoor, lane: Lane): Promise<LaneState> {
  const { rows } = await door.query<LaneState>(
    `SELECT coalesce(parked_until > now(), false) OR coalesce(next_run_at > now(), false) AS "isWaiting", parked_tries AS "parkedTries",
            CASE WHEN parked_until > now() THEN parked_reason END AS "parkedFor"
     FROM organisation_lane WHERE environment = $1 AND xero_tenant_id = $2`,
    [lane.environment, lane.xeroTenantId],
  );
  return rows[0] ?? { isWaiting: false, parkedTries: 0, parkedFor: null };
}

type LaneState = { isWaiting: boolean; parkedTries: number; parkedFor: string | null };
