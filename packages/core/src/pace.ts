/** So far ahead of an even pace a day may be before documents wait for company: a few at its start are no haste. */
const AHEAD_SHARE = 0.1;
/** What is kept for reading: a day of which nothing else is left is used up, and waiting for company saves none of it. */
const KEPT_SHARE = 0.05;

export type DayPace = {
  /** Calls that Xero allows in a day. */
  limit: number;
  /** Calls that count against it now. */
  used: number;
  /**
   * The last so many calls, made in so many milliseconds. Xero's own day so far where it is known when that began; else, of
   * all stretches up to now, the one that is furthest ahead of an even pace: the day may have begun with any of them.
   */
  stretch: { calls: number; ms: number };
};

/**
 * Whether an organisation's calls go so much faster than its day that they would not last: (remaining ÷ limit) < (time left ÷ day),
 * by more than a tenth of the limit.
 */
export function isBehindPace({ limit, used, stretch }: DayPace, dayMs: number): boolean {
  if (used >= limit * (1 - KEPT_SHARE)) return false;
  return stretch.calls > limit * (stretch.ms / dayMs + AHEAD_SHARE);
}
