import { randomUUID } from "node:crypto";
import { isBehindPace } from "@counterfoil/core/pace";
import { afterAll, beforeAll, expect, test } from "vitest";
import { noteLimits } from "../src/system/calls.ts";
import { readDayPace } from "../src/system/day-pace.ts";
import type { Lane } from "../src/system/lanes.ts";
import { createTestDatabase, type TestDatabase } from "../src/test-database.ts";

const DAY = 86_400_000;
let testDatabase: TestDatabase;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
});
afterAll(() => testDatabase?.drop());

const door = () => testDatabase.database.system;
const isBehind = async (lane: Lane) => isBehindPace(await readDayPace(door(), lane, { dayMs: DAY }), DAY);

test("a sliding day: the last calls count, and those of hours ago do not hide them", async () => {
  const lane = await newLane();
  expect(await isBehind(lane)).toBe(false);
  await calls(lane, { number: 3, hoursAgo: 0 });
  expect(await isBehind(lane)).toBe(false);
  // Even over the day, as what is read every half an hour.
  for (let hour = 1; hour < 24; hour += 1) await calls(lane, { number: 20, hoursAgo: hour });
  expect(await isBehind(lane)).toBe(false);
  await calls(lane, { number: 120, hoursAgo: 0.5 });
  expect(await readDayPace(door(), lane, { dayMs: DAY })).toMatchObject({
    limit: 1_000,
    used: 583,
    stretch: { calls: 123 },
  });
  expect(await isBehind(lane)).toBe(true);
  await door().query("UPDATE call_start SET started_at = started_at - interval '3 hours'");
  expect(await isBehind(lane)).toBe(false);
});

test("calls that only Xero's header knows of count from when it came", async () => {
  const lane = await newLane();
  await calls(lane, { number: 10, hoursAgo: 1 });
  await noteLimits(door(), lane, { minuteRemaining: 60, dayRemaining: 880, ageMs: 0 });
  expect(await readDayPace(door(), lane, { dayMs: DAY })).toMatchObject({ used: 120 });
  expect(await isBehind(lane)).toBe(true);
});

test("where it is known when Xero's day began, only that day counts, and all of it", async () => {
  const lane = await newLane();
  await calls(lane, { number: 300, hoursAgo: 3 });
  expect(await isBehind(lane)).toBe(true);
  const began = (hoursAgo: number) =>
    door().query(
      "UPDATE organisation_lane SET day_starts_at = now() - $2 * interval '1 hour' WHERE xero_tenant_id = $1",
      [lane.xeroTenantId, hoursAgo],
    );
  // It turns in an hour: there is more left than can be used.
  await began(23 + 24);
  expect(await isBehind(lane)).toBe(false);
  await began(4);
  expect(await isBehind(lane)).toBe(true);
  await began(2);
  expect(await readDayPace(door(), lane, { dayMs: DAY })).toMatchObject({ used: 0, stretch: { calls: 0 } });
});

async function newLane(): Promise<Lane> {
  const xeroTenantId = randomUUID();
  await door().query("INSERT INTO organisation_lane (environment, xero_tenant_id) VALUES ('sandbox', $1)", [
    xeroTenantId,
  ]);
  return { environment: "sandbox", xeroTenantId };
}

async function calls(lane: Lane, input: { number: number; hoursAgo: number }): Promise<void> {
  await door().query(
    `INSERT INTO call_start (environment, xero_tenant_id, started_at)
     SELECT 'sandbox', $1, now() - $3 * interval '1 hour' FROM generate_series(1, $2)`,
    [lane.xeroTenantId, input.number, input.hoursAgo],
  );
}
