/** Documents share calls: up to so many in one. */
const DOCUMENTS_A_CALL = 50;
/** A contact's, the document's own, and its payment's or settlement's. */
const CALLS_A_DOCUMENT = 3;
/** Of the day so much is kept for reading. */
const KEPT_SHARE = 0.05;

export type Queue = {
  /** Documents that wait for Xero's calls. */
  documents: number;
  /** Per minute, while nothing else is in the way. */
  minuteLimit: number;
  dayLimit: number;
  dayLeft: number;
  /** When Xero counts a new day; null while that is not known. */
  dayTurnsAt: Date | null;
  /** Nothing is sent before. */
  parkedUntil: Date | null;
};

export type Finish = {
  calls: number;
  /** When the last of them is in Xero; null when that cannot be said: today's calls are too few, and when the next day begins is not known. */
  at: Date | null;
};

/** When what waits for Xero will be through, by its budget alone: full calls, as fast as Xero allows. */
export function finishTime(queue: Queue, now: Date): Finish {
  const calls = Math.ceil(queue.documents / DOCUMENTS_A_CALL) * CALLS_A_DOCUMENT;
  if (calls === 0) return { calls, at: now };
  const minutesFor = (some: number) => Math.ceil(some / queue.minuteLimit) * MINUTE_MS;
  const kept = Math.ceil(queue.dayLimit * KEPT_SHARE);
  const begins = Math.max(now.getTime(), queue.parkedUntil?.getTime() ?? 0);
  const turns = queue.dayTurnsAt?.getTime() ?? null;
  // A day that turns before anything may be sent is not today's.
  const isNextDay = turns !== null && begins >= turns;
  const left = Math.max(0, (isNextDay ? queue.dayLimit : queue.dayLeft) - kept);
  if (calls <= left) return { calls, at: new Date(begins + minutesFor(calls)) };
  const nextTurn = turns === null ? null : isNextDay ? turns + DAY_MS : turns;
  if (nextTurn === null) return { calls, at: null };
  const rest = calls - left;
  const aDay = queue.dayLimit - kept;
  const days = Math.ceil(rest / aDay) - 1;
  return { calls, at: new Date(nextTurn + days * DAY_MS + minutesFor(rest - days * aDay)) };
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
