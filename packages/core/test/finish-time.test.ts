import { expect, it } from "vitest";
import { finishTime, type Queue } from "../src/finish-time.ts";

const now = new Date("2026-11-22T10:00:00Z");
const queue: Queue = {
  documents: 500,
  minuteLimit: 60,
  dayLimit: 1000,
  dayLeft: 900,
  dayTurnsAt: null,
  parkedUntil: null,
};
const at = (changes: Partial<Queue>) => finishTime({ ...queue, ...changes }, now).at?.toISOString() ?? null;

it("counts full calls for contacts, documents and payments, a minute's worth at a time", () => {
  expect(finishTime(queue, now)).toEqual({ calls: 30, at: new Date("2026-11-22T10:01:00Z") });
  expect(at({ documents: 5000 })).toBe("2026-11-22T10:05:00.000Z");
  expect(at({ documents: 0 })).toBe("2026-11-22T10:00:00.000Z");
  expect(finishTime({ ...queue, documents: 1 }, now).calls).toBe(3);
});

it("starts when the organisation may be asked again", () => {
  expect(at({ parkedUntil: new Date("2026-11-22T14:19:00Z") })).toBe("2026-11-22T14:20:00.000Z");
});

it("goes on with the next day where today's calls are too few, keeping what is kept for reading", () => {
  const dayTurnsAt = new Date("2026-11-23T01:00:00Z");
  // 300 calls, 60 of them today.
  expect(at({ documents: 5000, dayLeft: 110, dayTurnsAt })).toBe("2026-11-23T01:04:00.000Z");
  // 3,000 calls, 950 a day after today's 50.
  expect(at({ documents: 50_000, dayLeft: 100, dayTurnsAt })).toBe("2026-11-26T01:02:00.000Z");
});

it("says that it does not know while Xero's day is not known", () => {
  expect(at({ documents: 5000, dayLeft: 60 })).toBeNull();
});

it("counts a new day where nothing is sent before it turns", () => {
  const dayTurnsAt = new Date("2026-11-23T01:00:00Z");
  expect(at({ dayLeft: 0, dayTurnsAt, parkedUntil: dayTurnsAt })).toBe("2026-11-23T01:01:00.000Z");
});
