import { findParking } from "@counterfoil/services/document/find-parking";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { disagreements } from "./agreement.ts";
import type { Onboarded } from "./onboard.ts";
import { until } from "./until.ts";
import { startWholeSystem, untilAtRest, type WholeSystem } from "./whole-system.ts";

let system: WholeSystem;
let onboarded: Onboarded;

beforeAll(async () => {
  // A call reaches Xero later than it was counted, on a busy machine by much: the second that is kept for that lasts 125 ms.
  system = await startWholeSystem({ seed: "limits", timeScale: 8 });
  // Batches of four make some 80 calls of 160 documents: more than a minute's worth at Xero.
  const owner = new pg.Client({ connectionString: system.database.ownerUrl });
  await owner.connect();
  await owner.query(`
    CREATE FUNCTION small_batches() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.batch_max := least(NEW.batch_max, 4); RETURN NEW; END $$;
    CREATE TRIGGER small_batches BEFORE INSERT OR UPDATE ON posting FOR EACH ROW EXECUTE FUNCTION small_batches()`);
  await owner.end();
  await system.startWorker();
  onboarded = await system.startWithMerchant();
});
afterAll(() => system?.stop());

test("160 documents, two workers, Xero's limits on: all posted, five at once, and never a 429", async () => {
  await system.raise({ count: 160 });
  await untilAtRest(system, 160, 100_000);
  expect(await disagreements(system)).toEqual([]);
  const calls = await system.calls();
  const sent = calls.filter((call) => call.method === "PUT");
  expect(sent.length).toBeGreaterThan(60);
  expect(calls.filter((call) => call.status === 429)).toEqual([]);
  // Our own count: at most 60 starts in any sliding minute and a second.
  const [busiest] = await system.rows<{ calls: number }>(
    `SELECT max(n)::int AS calls FROM (SELECT count(*) OVER (ORDER BY started_at RANGE BETWEEN $1::interval PRECEDING AND CURRENT ROW) AS n FROM call_start) x`,
    [`${system.ctx.durations.minuteWindowMs - 1} milliseconds`],
  );
  expect(busiest?.calls).toBeLessThanOrEqual(60);
}, 120_000);

test("five calls of somebody else's are under way: what is ready goes within seconds of their end, not at the worst they could take", async () => {
  await system.rows(`UPDATE call_slot SET holder = 'somebody', held_until = now() + interval '1 hour'`);
  const invoice = await system.raiseInvoice();
  const waitsMs = await until("it is turned away", async () => {
    const [lane] = await system.rows<{ ms: number | null }>(
      "SELECT extract(epoch FROM next_run_at - now())::float8 * 1000 AS ms FROM organisation_lane",
    );
    return (lane?.ms ?? 0) > 0 && (lane?.ms ?? 0);
  });
  expect(waitsMs).toBeLessThanOrEqual(system.ctx.durations.afterConcurrentMs);
  await system.rows("UPDATE call_slot SET held_until = now()");
  await system.comesTo(invoice, "posted");
});

test("the day is used up: everything waits as it is, with its reason, and nothing is sent", async () => {
  // Xero says what is left with every answer, and knows of calls that we do not.
  await system.comesTo(await system.raiseInvoice(), "posted");
  await system.xeroControl("limits", { day: 40 });
  const first = await system.raiseInvoice();
  await system.comesTo(first, "posted");
  const calls = await system.writes();
  const second = await system.raiseInvoice();
  await until("the organisation waits for tomorrow", async () => {
    const [lane] = await system.rows<{ parked_reason: string | null }>(
      "SELECT parked_reason FROM organisation_lane",
    );
    return lane?.parked_reason === "xero_daily_limit";
  });
  expect((await system.find(second))?.state).toBe("planned");
  const parking = (await findParking(system.ctx, onboarded.actor)).get(onboarded.bindingId);
  expect(parking?.sending?.reason).toBe("xero_daily_limit");
  expect(await system.writes()).toBe(calls);
});
