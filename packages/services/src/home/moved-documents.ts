import type { Actor, ServiceContext } from "../context.ts";

export type Bar = {
  /** When it begins: an hour as "14:00", a day as YYYY-MM-DD, both in `zone`. */
  label: string;
  documents: number;
};

export type Moved = {
  /** The last 24 hours, oldest first; the last one is not over. */
  hours: Bar[];
  /** The last 30 days, today among them. */
  days: Bar[];
  /** IANA name. */
  zone: string;
};

/** How many documents came into Xero, by hour and by day: in the store's own zone, where there is one. */
export async function movedDocuments(ctx: ServiceContext, actor: Actor): Promise<Moved> {
  const now = ctx.now();
  return ctx.db.withTenantSql(actor.tenantId, async (client) => {
    const policy = await client.query<{ zone: string | null }>(
      `SELECT p.body->>'storeTimezone' AS zone FROM binding b JOIN policy p ON p.binding_id = b.id AND p.version = b.policy_version
       WHERE b.status = 'active' ORDER BY b.created_at, b.id LIMIT 1`,
    );
    const zone = policy.rows[0]?.zone ?? "UTC";
    const { rows } = await client.query<{ day: string; hour: number | null; documents: number }>(
      `SELECT (posted_at AT TIME ZONE $1)::date::text AS day,
              CASE WHEN posted_at >= date_trunc('hour', $2::timestamptz) - interval '23 hours' THEN extract(hour FROM posted_at AT TIME ZONE $1)::int END AS hour,
              count(*)::int AS documents
       FROM document WHERE posted_at > $2::timestamptz - interval '30 days' GROUP BY 1, 2`,
      [zone, now],
    );
    return { hours: hoursOf(rows, now, zone), days: daysOf(rows, now, zone), zone };
  });
}

type Row = { day: string; hour: number | null; documents: number };

function hoursOf(rows: readonly Row[], now: Date, zone: string): Bar[] {
  return Array.from({ length: 24 }, (_, index) => {
    const at = new Date(now.getTime() - (23 - index) * HOUR_MS);
    const hour = Number(
      new Intl.DateTimeFormat("en-GB", { hour: "2-digit", hourCycle: "h23", timeZone: zone }).format(at),
    );
    return {
      label: `${String(hour).padStart(2, "0")}:00`,
      documents: sum(rows.filter((row) => row.hour === hour)),
    };
  });
}

function daysOf(rows: readonly Row[], now: Date, zone: string): Bar[] {
  const today = new Intl.DateTimeFormat("en-CA", { dateStyle: "short", timeZone: zone }).format(now);
  return Array.from({ length: 30 }, (_, index) => {
    const day = new Date(Date.parse(`${today}T00:00:00Z`) - (29 - index) * 24 * HOUR_MS)
      .toISOString()
      .slice(0, 10);
    return { label: day, documents: sum(rows.filter((row) => row.day === day)) };
  });
}

const sum = (rows: readonly Row[]) => rows.reduce((total, { documents }) => total + documents, 0);

const HOUR_MS = 3_600_000;
