const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Every duration of the product, in milliseconds at TIME_SCALE 1. */
export const productionDurations = {
  // Attempts
  /** An unanswered call is repeated with its key this long after it started; Xero remembers a key for six minutes. */
  repeatWindowMs: 5 * MINUTE,
  repeatEveryMs: 15 * SECOND,
  /** A look-up's "not there" counts only this long after the call ended. */
  absentAfterMs: 90 * SECOND,
  lookupOverlapMs: 60 * SECOND,
  /** Just before the socket: older intentions to send are dropped. */
  preSocketMs: 10 * SECOND,
  ledgerCallTimeoutMs: 60 * SECOND,

  // Drain and dispatch
  drainLeaseMs: 30 * SECOND,
  drainLeaseRenewMs: 10 * SECOND,
  drainJobMs: 20 * SECOND,
  /** How long a document waits for company when the organisation is behind its day's pace. */
  collectForMs: 5 * MINUTE,
  dispatchLeaseMs: 5 * SECOND,
  dispatchPollMs: 1 * SECOND,
  dispatchClaimMs: 30 * SECOND,
  prepareJobMs: 10 * SECOND,
  storeCallTimeoutMs: 10 * SECOND,
  notifyMs: 50,
  /** A job whose worker died is given to another after these two. */
  queueLockMs: 10 * SECOND,
  queueStalledEveryMs: 5 * SECOND,

  // Budgets
  minuteWindowMs: 61 * SECOND,
  dayWindowMs: 1 * DAY,
  /** The concurrency slot of an unanswered call stays taken this much longer. */
  slotAfterNoAnswerMs: 60 * SECOND,
  /** Five calls are under way: until one may be free again, or until Xero is asked again where it refused a sixth. */
  afterConcurrentMs: 2 * SECOND,

  // Retrying and parking
  parkBaseMs: 10 * SECOND,
  parkCapMs: 15 * MINUTE,
  documentRetryBaseMs: 10 * SECOND,
  documentRetryCapMs: 6 * HOUR,
  documentRetryForMs: 30 * DAY,

  // Grants
  refreshMarginMs: 10 * MINUTE,
  refreshLeaseMs: 30 * SECOND,
  refreshCallMs: 10 * SECOND,
  /** An idle grant is refreshed this often; Xero forgets refresh tokens after 60 days. */
  grantKeepAliveMs: 20 * DAY,

  // Store keys and events
  storeKeyCacheMs: 30 * SECOND,
  previousStoreKeyMs: 10 * MINUTE,
  eventKeyWindowMs: 24 * HOUR,

  // Keeping in step with Xero and Magento
  referenceEveryMs: 24 * HOUR,
  contactDirectoryEveryMs: 10 * MINUTE,
  approvalCheckEveryMs: 15 * MINUTE,
  ledgerSweepEveryMs: 30 * MINUTE,
  /** What Xero tells of a document that nothing waits for is looked at together with what else comes. */
  ledgerNewsForMs: 5 * MINUTE,
  /** A change so soon around a call of ours about the same document is that call's. */
  ownChangeMs: 2 * SECOND,
  /** What Magento did not announce is asked for this often; a real gap again after one and after 24 of these. */
  holesEveryMs: 1 * HOUR,
  /** A store that we could not prove yet is knocked at this often. */
  storeKnockEveryMs: 15 * MINUTE,
  /** An invoice that is not paid is looked at this often, this long. */
  openInvoiceEveryMs: 1 * DAY,
  openInvoiceForMs: 90 * DAY,
  /** Without any event for this long, a document that was raised since shows that the store publishes no more. */
  storeSilentAfterMs: 1 * DAY,

  /** What happened longer ago than this when we hear of it is history: it goes after what has just happened. */
  freshForMs: 1 * HOUR,

  // Sweeping
  sweepEveryMs: 1 * MINUTE,
  /** A row that nothing has moved for this long, and nothing will, is stuck. */
  stuckAfterMs: 10 * MINUTE,
} as const;

export type Durations = { readonly [Name in keyof typeof productionDurations]: number };

/** The table divided by TIME_SCALE (1 in production), never below one millisecond. */
export function durations(timeScale: number): Durations {
  if (!(timeScale > 0)) throw new RangeError("TIME_SCALE must be above 0");
  return Object.fromEntries(
    Object.entries(productionDurations).map(([name, ms]) => [name, Math.max(1, Math.round(ms / timeScale))]),
  ) as Durations;
}

/**
 * How long to wait before try `attempt` + 1 (first try = 1): even over 0 … min(cap, base × 2^attempt), not below a tenth
 * of the base. `random` is in [0, 1).
 */
export function fullJitter(input: {
  attempt: number;
  baseMs: number;
  capMs: number;
  random: number;
}): number {
  const ceiling = Math.min(input.capMs, input.baseMs * 2 ** Math.min(input.attempt, 40));
  return Math.max(Math.round(input.baseMs / 10), Math.round(ceiling * input.random));
}
