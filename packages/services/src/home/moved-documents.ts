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
    // By half-hours, which no zone's hours and days cut: told apart here, since a zone's clock costs more than all the rest.
    const { rows } = await client.query<{ at: Date; documents: number }>(
      `SELECT date_bin('30 minutes', posted_at, '2000-01-01') AS at, count(*)::int AS documents
       FROM document WHERE posted_at > $1::timestamptz - interval '31 days' AND posted_at <= $1
         AND environment = (SELECT environment FROM tenant) GROUP BY 1`,
      [now],
    );
    const clock = clockOf(zone);
    const byHour = new Map<string, number>();
    const byDay = new Map<string, number>();
    for (const { at, documents } of rows) {
      const { day, hour } = clock(at);
      byHour.set(`${day} ${hour}`, (byHour.get(`${day} ${hour}`) ?? 0) + documents);
      byDay.set(day, (byDay.get(day) ?? 0) + documents);
    }
    return {
      hours: hoursOf(now).map((at) => {
        const { day, hour } = clock(at);
        return { label: `${hour}:00`, documents: byHour.get(`${day} ${hour}`) ?? 0 };
      }),
      days: daysOf(clock(now).day).map((day) => ({ label: day, documents: byDay.get(day) ?? 0 })),
      zone,
    };
  });
}

const hoursOf = (now: Date) =>
  Array.from({ length: 24 }, (_, index) => new Date(now.getTime() - (23 - index) * HOUR_MS));

const daysOf = (today: string) =>
  Array.from({ length: 30 }, (_, index) =>
    new Date(Date.parse(`${today}T00:00:00Z`) - (29 - index) * 24 * HOUR_MS).toISOString().slice(0, 10),
  );

/** What a clock and a calendar show in a zone. */
function clockOf(zone: string): (at: Date) => { day: string; hour: string } {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
  });
  // "2026-11-22, 14"
  return (at) => {
    const [day = "", hour = ""] = format.format(at).split(", ");
    return { day, hour };
  };
}

const HOUR_MS = 3_600_000;
