import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freeCallSlot, noteLimits, takeAppChunk, takeCall } from "../src/system/calls.ts";
import type { Lane } from "../src/system/lanes.ts";
import { createTestDatabase, type TestDatabase } from "../src/test-database.ts";

let testDatabase: TestDatabase;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
});
afterAll(() => testDatabase?.drop());

const door = () => testDatabase.database.system;
const newLane = (): Lane => ({ environment: "sandbox", xeroTenantId: randomUUID() });
const take = (lane: Lane, change: Partial<Parameters<typeof takeCall>[2]> = {}) =>
  takeCall(door(), lane, {
    holder: randomUUID(),
    minuteMs: 61_000,
    minuteLimit: 60,
    dayMs: 86_400_000,
    slotMs: 120_000,
    reserved: false,
    ...change,
  });
/** A call that is over at once. */
async function call(lane: Lane, change: Partial<Parameters<typeof takeCall>[2]> = {}) {
  const holder = randomUUID();
  const granted = await take(lane, { ...change, holder });
  await freeCallSlot(door(), lane, { holder, afterMs: 0 });
  return granted;
}

test("five at once; a slot is free when its call ends, or later where Xero may still be at work", async () => {
  const lane = newLane();
  const holders = Array.from({ length: 5 }, () => randomUUID());
  for (const holder of holders) expect(await take(lane, { holder })).toEqual({ ok: true });
  expect(await take(lane)).toMatchObject({ ok: false, usedUp: "concurrent" });
  await freeCallSlot(door(), lane, { holder: holders[0] ?? "", afterMs: 60_000 });
  const refused = await take(lane);
  expect(refused).toMatchObject({ ok: false, usedUp: "concurrent" });
  if (!refused.ok) expect(refused.waitMs).toBeLessThanOrEqual(60_000);
  await freeCallSlot(door(), lane, { holder: holders[1] ?? "", afterMs: 0 });
  expect(await take(lane)).toEqual({ ok: true });
});

test("sixty starts in any sliding minute, then a wait until the first of them is out of it", async () => {
  const lane = newLane();
  for (let n = 0; n < 60; n += 1) expect(await call(lane)).toEqual({ ok: true });
  const refused = await call(lane);
  expect(refused).toMatchObject({ ok: false, usedUp: "minute" });
  if (!refused.ok) expect(refused.waitMs).toBeGreaterThan(50_000);
  await move(lane, "30 seconds");
  expect(await call(lane)).toMatchObject({ usedUp: "minute" });
  await move(lane, "31 seconds");
  expect(await call(lane)).toEqual({ ok: true });
});

test("many at the same moment take no more than there is", async () => {
  const lane = newLane();
  const all = await Promise.all(Array.from({ length: 40 }, () => call(lane)));
  const more = await Promise.all(Array.from({ length: 80 }, () => call(lane)));
  const granted = [...all, ...more].filter((each) => each.ok).length;
  expect(granted).toBeLessThanOrEqual(60);
});

test("a header lowers what is left by the calls we do not know of, and never raises it", async () => {
  const lane = newLane();
  for (let n = 0; n < 10; n += 1) await call(lane);
  // Ten are ours; thirty-five more were somebody else's.
  await noteLimits(door(), lane, { minuteRemaining: 15, dayRemaining: 5_000, ageMs: 0 });
  const after = await Promise.all(Array.from({ length: 15 }, () => Promise.resolve()));
  for (const _ of after) expect(await call(lane)).toEqual({ ok: true });
  expect(await call(lane)).toMatchObject({ ok: false, usedUp: "minute" });

  const other = newLane();
  for (let n = 0; n < 60; n += 1) await call(other);
  await noteLimits(door(), other, { minuteRemaining: 60, dayRemaining: 5_000, ageMs: 0 });
  expect(await call(other)).toMatchObject({ ok: false, usedUp: "minute" });
});

test("an older answer's header never replaces a younger one's", async () => {
  const lane = newLane();
  await call(lane);
  await noteLimits(door(), lane, { minuteRemaining: 0, dayRemaining: 900, ageMs: 0 });
  await noteLimits(door(), lane, { minuteRemaining: 50, dayRemaining: 900, ageMs: 5_000 });
  expect(await call(lane)).toMatchObject({ usedUp: "minute" });
});

test("a day of 1,000 until a header shows more; its last twentieth is kept for what must go on", async () => {
  const lane = newLane();
  await call(lane);
  await seed(lane, 949);
  expect(await call(lane)).toMatchObject({ ok: false, usedUp: "day" });
  expect(await call(lane, { reserved: true })).toEqual({ ok: true });
  await seed(lane, 49);
  expect(await call(lane, { reserved: true })).toMatchObject({ ok: false, usedUp: "day" });
  await noteLimits(door(), lane, { minuteRemaining: 60, dayRemaining: 4_000, ageMs: 0 });
  expect(await call(lane)).toEqual({ ok: true });
});

test("a day that is used up ends when Xero said it would, not a day later", async () => {
  const lane = newLane();
  for (let n = 0; n < 5; n += 1) await call(lane);
  // Without the headers that a refusal should have: what it says of the day counts all the same.
  const limits = { minuteRemaining: null, dayRemaining: null, ageMs: 0 };
  await noteLimits(door(), lane, { ...limits, dayStartsInMs: 3_600_000 });
  const refused = await call(lane, { reserved: true });
  expect(refused).toMatchObject({ ok: false, usedUp: "day" });
  if (!refused.ok) expect(refused.waitMs).toBeLessThanOrEqual(3_600_000);
  await shift(lane, "61 minutes");
  for (let n = 0; n < 20; n += 1) expect(await call(lane)).toEqual({ ok: true });
  // The new day is counted from its start: 930 more, and the last twentieth is kept.
  await shift(lane, "4 hours");
  await seed(lane, 930);
  const again = await call(lane);
  expect(again).toMatchObject({ ok: false, usedUp: "day" });
  if (!again.ok) expect(again.waitMs).toBeGreaterThan(19 * 3_600_000);
});

test("a header that rises begins a new day; one that only came out of order does not", async () => {
  const lane = newLane();
  await call(lane);
  await seed(lane, 990);
  await noteLimits(door(), lane, { minuteRemaining: 60, dayRemaining: 10, ageMs: 2_000 });
  await noteLimits(door(), lane, { minuteRemaining: 60, dayRemaining: 14, ageMs: 1_000 });
  expect(await call(lane)).toMatchObject({ ok: false, usedUp: "day" });
  await noteLimits(door(), lane, { minuteRemaining: 60, dayRemaining: 990, ageMs: 0 });
  expect(await call(lane)).toEqual({ ok: true });
});

test("organisations and environments have budgets of their own", async () => {
  const lane = newLane();
  for (let n = 0; n < 60; n += 1) await call(lane);
  expect(await call({ ...lane, environment: "production" })).toEqual({ ok: true });
  expect(await call(newLane())).toEqual({ ok: true });
});

test("the app's own minute is given out in chunks until it is gone", async () => {
  const chunk = { environment: "production", chunk: 20, minuteMs: 3_600_000, limit: 60 };
  const taken = [];
  for (let n = 0; n < 4; n += 1) taken.push(await takeAppChunk(door(), chunk));
  expect(taken).toEqual([true, true, true, false]);
  expect(await takeAppChunk(door(), { ...chunk, environment: "sandbox" })).toBe(true);
});

/** As if all that is known had been learned earlier. */
async function shift(lane: Lane, by: string): Promise<void> {
  await move(lane, by);
  await door().query(
    "UPDATE organisation_lane SET header_at = header_at - $2::interval, day_starts_at = day_starts_at - $2::interval WHERE xero_tenant_id = $1",
    [lane.xeroTenantId, by],
  );
}

/** As if the calls so far had been made earlier. */
async function move(lane: Lane, by: string): Promise<void> {
  await door().query(
    "UPDATE call_start SET started_at = started_at - $2::interval WHERE xero_tenant_id = $1",
    [lane.xeroTenantId, by],
  );
}

/** Calls of some hours ago. */
async function seed(lane: Lane, calls: number): Promise<void> {
  await door().query(
    "INSERT INTO call_start (environment, xero_tenant_id, started_at) SELECT 'sandbox', $1, now() - interval '3 hours' FROM generate_series(1, $2)",
    [lane.xeroTenantId, calls],
  );
}
