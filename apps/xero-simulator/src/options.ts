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
