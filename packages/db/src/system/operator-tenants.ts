import type { SystemDoor } from "../database.ts";
import { WORK_CHANNEL } from "../work-channel.ts";

export type TenantLine = {
  id: string;
  name: string;
  environment: "production" | "sandbox";
  plan: "starter" | "growth" | "scale";
  pausedAt: Date | null;
  closedAt: Date | null;
  createdAt: Date;
  members: number;
  stores: number;
  documents: number;
  lastEventAt: Date | null;
};

const LINE = `
  SELECT t.id, t.name, t.environment, t.plan, t.paused_at AS "pausedAt", t.closed_at AS "closedAt", t.created_at AS "createdAt",
         (SELECT count(*)::int FROM member m WHERE m.tenant_id = t.id) AS members,
         (SELECT count(*)::int FROM store s WHERE s.tenant_id = t.id AND s.status <> 'disconnected') AS stores,
         (SELECT coalesce(sum(y.documents), 0)::int FROM tally y WHERE y.tenant_id = t.id) AS documents,
         (SELECT max(s.last_event_at) FROM store s WHERE s.tenant_id = t.id) AS "lastEventAt"
  FROM tenant t`;

export async function isOperator(door: SystemDoor, input: { userId: string }): Promise<boolean> {
  const { rowCount } = await door.query("SELECT 1 FROM app_user WHERE id = $1 AND is_operator", [
    input.userId,
  ]);
  return rowCount === 1;
}

/** By a part of the name, an id, or a member's whole address; the newest first. `after`: the id of the last one seen. */
export async function listTenantLines(
  door: SystemDoor,
  input: { search: string; after: string | null; limit: number },
): Promise<TenantLine[]> {
  const { rows } = await door.query<TenantLine>(
    `${LINE}
     WHERE ($1 = '' OR strpos(lower(t.name), $1) > 0 OR t.id::text = $1
            OR EXISTS (SELECT 1 FROM member m JOIN app_user u ON u.id = m.user_id WHERE m.tenant_id = t.id AND u.email = $1))
       AND ($2::uuid IS NULL OR (t.created_at, t.id) < (SELECT created_at, id FROM tenant WHERE id = $2))
     ORDER BY t.created_at DESC, t.id DESC LIMIT $3`,
    [input.search.trim().toLowerCase(), input.after, input.limit],
  );
  return rows;
}

export type TenantDetail = TenantLine & {
  people: { name: string; email: string; role: string }[];
  bindings: { store: string; organisation: string; environment: string; status: string; started: boolean }[];
  states: { state: string; documents: number }[];
};

export async function readTenantDetail(
  door: SystemDoor,
  input: { tenantId: string },
): Promise<TenantDetail | null> {
  const { rows } = await door.query<TenantDetail>(
    `SELECT line.*,
            (SELECT coalesce(jsonb_agg(jsonb_build_object('name', u.name, 'email', u.email, 'role', m.role) ORDER BY m.created_at), '[]')
             FROM member m JOIN app_user u ON u.id = m.user_id WHERE m.tenant_id = line.id) AS people,
            (SELECT coalesce(jsonb_agg(jsonb_build_object('store', s.base_url, 'organisation', o.name, 'environment', b.environment,
                    'status', b.status, 'started', b.started_at IS NOT NULL) ORDER BY b.created_at), '[]')
             FROM binding b JOIN store s ON s.id = b.store_id JOIN organisation o ON o.id = b.organisation_id WHERE b.tenant_id = line.id) AS bindings,
            (SELECT coalesce(jsonb_agg(jsonb_build_object('state', state, 'documents', n)), '[]')
             FROM (SELECT state, sum(documents)::int AS n FROM tally WHERE tenant_id = line.id GROUP BY state HAVING sum(documents) > 0) counted) AS states
     FROM (${LINE} WHERE t.id = $1) line`,
    [input.tenantId],
  );
  return rows[0] ?? null;
}

type Act = { tenantId: string; operatorId: string };

const NOTE = (action: string, detail: string) =>
  `INSERT INTO audit (tenant_id, actor_kind, actor_id, action, detail) SELECT id, 'operator', $2, '${action}', ${detail} FROM changed`;

/** What waited for a larger plan is looked at again. */
export async function changeTenantPlan(door: SystemDoor, input: Act & { plan: string }): Promise<void> {
  await door.query(
    `WITH changed AS (
       UPDATE tenant t SET plan = $3 FROM (SELECT id, plan FROM tenant WHERE id = $1 FOR UPDATE) old
       WHERE t.id = old.id AND old.plan <> $3 RETURNING t.id, old.plan AS was
     ), noted AS (${NOTE("tenant.plan_changed", "jsonb_build_object('from', was, 'to', $3::text)")})
     UPDATE document d SET next_run_at = now() FROM changed
     WHERE d.tenant_id = changed.id AND d.state = 'waiting' AND d.reason = 'counterfoil_plan_limit'`,
    [input.tenantId, input.operatorId, input.plan],
  );
  await door.query(`SELECT pg_notify('${WORK_CHANNEL}', '')`);
}

/** While it is paused everything is received and prepared, and nothing is sent. */
export async function pauseTenant(door: SystemDoor, input: Act & { isPaused: boolean }): Promise<void> {
  const action = input.isPaused ? "tenant.paused" : "tenant.resumed";
  await door.query(
    `WITH changed AS (
       UPDATE tenant SET paused_at = CASE WHEN $3 THEN now() END WHERE id = $1 AND (paused_at IS NULL) = $3 RETURNING id
     ) ${NOTE(action, "'{}'")}`,
    [input.tenantId, input.operatorId, input.isPaused],
  );
  await door.query(`SELECT pg_notify('${WORK_CHANNEL}', '')`);
}

export async function noteTenantLook(door: SystemDoor, input: Act): Promise<void> {
  await door.query(
    `WITH changed AS (SELECT id FROM tenant WHERE id = $1 AND NOT EXISTS (
       SELECT 1 FROM audit a WHERE a.tenant_id = $1 AND a.action = 'tenant.looked_at' AND a.actor_id = $2 AND a.at > now() - interval '1 hour'))
     ${NOTE("tenant.looked_at", "'{}'")}`,
    [input.tenantId, input.operatorId],
  );
}

/**
 * From the sandbox to its real books: bindings close with everything that was posted in them, stores, pairing and members stay.
 * Answers the sandbox connections, which are to be ended at Xero; null when it is not in the sandbox.
 */
export async function moveTenantLive(
  door: SystemDoor,
  input: Act,
): Promise<{ connectionIds: string[] } | null> {
  const { rows } = await door.query<{ connectionIds: string[] }>(
    `WITH changed AS (
       UPDATE tenant SET environment = 'production' WHERE id = $1 AND environment = 'sandbox' AND closed_at IS NULL RETURNING id
     ), bindings AS (
       UPDATE binding b SET status = 'closed' FROM changed WHERE b.tenant_id = changed.id AND b.environment = 'sandbox' AND b.status = 'active'
     ), connections AS (
       UPDATE connection c SET status = 'revoked', status_reason = 'ending' FROM changed
       WHERE c.tenant_id = changed.id AND c.environment = 'sandbox' AND c.status <> 'revoked' RETURNING c.id
     ), noted AS (${NOTE("tenant.went_live", "'{}'")})
     SELECT coalesce((SELECT array_agg(id) FROM connections), '{}') AS "connectionIds" FROM changed`,
    [input.tenantId, input.operatorId],
  );
  return rows[0] ?? null;
}

/** Connections at Xero by our two apps: what the app's tier counts. Shared ones count once there. */
export async function countAppConnections(
  door: SystemDoor,
): Promise<{ environment: "production" | "sandbox"; connections: number; organisations: number }[]> {
  const { rows } = await door.query<{
    environment: "production" | "sandbox";
    connections: number;
    organisations: number;
  }>(
    `SELECT e.environment, count(DISTINCT c.xero_connection_id)::int AS connections, count(DISTINCT o.xero_tenant_id)::int AS organisations
     FROM unnest(ARRAY['production', 'sandbox']) e (environment)
     LEFT JOIN connection c ON c.environment = e.environment AND c.status <> 'revoked'
     LEFT JOIN organisation o ON o.id = c.organisation_id GROUP BY 1 ORDER BY 1`,
  );
  return rows;
}
