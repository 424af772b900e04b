import type { RegisteredClient } from "./state/simulator-state.ts";

/** The app that is registered unless another is given: its id, secret and redirect rule. */
export const DEFAULT_CLIENT_ID = "C0FFEE00C0FFEE00C0FFEE00C0FFEE00";
export const DEFAULT_CLIENT_SECRET = "simulator-secret-0123456789-abcdefghijklmnopqrst";

export interface Limits {
  /** Calls in flight per app and organisation. */
  concurrent: number;
  minute: number;
  day: number;
  /** Calls per minute of one app over all organisations. */
  appMinute: number;
  minuteWindowMs: number;
  dayWindowMs: number;
}

export interface Durations {
  authorizationCodeMs: number;
  accessTokenMs: number;
  refreshTokenMs: number;
  refreshGraceMs: number;
  idempotencyMs: number;
  /** Between two deliveries of a webhook that was not taken, and how long that goes on. */
  webhookRetryMs: number;
  webhookGiveUpMs: number;
  /** How long events wait for a webhook that was switched off. */
  webhookKeepMs: number;
}

/** Points on which reports about Xero disagree; each can be turned. */
export interface Switches {
  /** A TaxAmount on a line that differs from line × rate. */
  taxAmountOverride: "accept" | "refuse";
  negativeQuantity: "refuse" | "accept";
  creditNoteRename: "accept" | "refuse";
  /** Whether the number of a voided or deleted document stays taken. */
  voidedNumbers: "blocked" | "free";
  invalidClientStatus: 400 | 401;
  notFoundBody: "empty" | "sentence";
  /** What the 400 looks like when a key is used with a different request. */
  idempotencyMismatch: "message" | "problem";
  /** A batch with a bad element and without summarizeErrors=false: its good elements are dropped or kept. */
  failedBatch: "none-stored" | "good-stored";
  halfCent: "half-up" | "bankers";
  /** Tax inside a gross line: gross − round(net), or round(gross × rate ÷ (1 + rate)). */
  inclusiveTax: "net-first" | "ratio";
  /** Whether a payment or an allocation raises an UPDATE event of the documents it settles. */
  settlementEvent: "silent" | "raised";
  attachmentMegabytes: 10 | 25;
  requestMegabytes: 3.5 | 10;
  missingScopeHeader: "insufficient_scope" | "invalid_token";
  allocationIdInAnswer: "absent" | "present";
  reconciledPaymentDelete: "refuse" | "accept";
  concurrentRetryAfter: "absent" | "1";
  /** Whether a user's second consent leaves the refresh tokens of the first one working. */
  secondConsent: "independent" | "replaces";
}

export interface SimulatorOptions {
  /** Divides every duration: token lives, the grace, idempotency memory, rate windows. */
  timeScale?: number;
  publicUrl?: string;
  dataFile?: string;
  clients?: RegisteredClient[];
  limits?: Partial<Limits>;
  switches?: Partial<Switches>;
  /** Real time in milliseconds; tests may pass a frozen one. */
  realNow?: () => number;
}

export const DEFAULT_SWITCHES: Switches = {
  taxAmountOverride: "accept",
  negativeQuantity: "refuse",
  creditNoteRename: "accept",
  voidedNumbers: "blocked",
  invalidClientStatus: 400,
  notFoundBody: "empty",
  idempotencyMismatch: "message",
  failedBatch: "none-stored",
  halfCent: "half-up",
  inclusiveTax: "net-first",
  settlementEvent: "silent",
  attachmentMegabytes: 10,
  requestMegabytes: 3.5,
  missingScopeHeader: "insufficient_scope",
  allocationIdInAnswer: "absent",
  reconciledPaymentDelete: "refuse",
  concurrentRetryAfter: "absent",
  secondConsent: "independent",
};

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

export function defaultLimits(timeScale: number): Limits {
  return {
    concurrent: 5,
    minute: 60,
    day: 5_000,
    appMinute: 10_000,
    minuteWindowMs: MINUTE_MS / timeScale,
    dayWindowMs: DAY_MS / timeScale,
  };
}

export function durationsFor(timeScale: number): Durations {
  return {
    authorizationCodeMs: (5 * MINUTE_MS) / timeScale,
    accessTokenMs: (30 * MINUTE_MS) / timeScale,
    refreshTokenMs: (60 * DAY_MS) / timeScale,
    refreshGraceMs: (30 * MINUTE_MS) / timeScale,
    idempotencyMs: (6 * MINUTE_MS) / timeScale,
    webhookRetryMs: (15 * MINUTE_MS) / timeScale,
    webhookGiveUpMs: DAY_MS / timeScale,
    webhookKeepMs: (31 * DAY_MS) / timeScale,
  };
}

/** Xero takes https addresses and http://localhost; this app takes any http://localhost address. */
export function defaultClient(): RegisteredClient {
  return {
    clientId: DEFAULT_CLIENT_ID,
    clientSecret: DEFAULT_CLIENT_SECRET,
    name: "Counterfoil",
    redirectUris: "any-localhost",
    isLegacy: false,
  };
}
