import type { Clock } from "../clock.ts";
import type { Limits } from "../options.ts";

export interface Remaining {
  minute: number;
  day: number;
  appMinute: number;
}

export type Admission =
  | { isAdmitted: true; remaining: Remaining; release: () => void }
  | {
      isAdmitted: false;
      remaining: Remaining;
      problem: "minute" | "day" | "concurrent" | "appminute";
      /** Only the minute and day windows say when to come back. */
      retryAfterSeconds: number | null;
    };

export interface Limiter {
  /** Counts a call of an app against an organisation, or refuses it; refused calls are not counted. */
  admit(clientId: string, organisationId: string): Admission;
  /** Counts a call that names no organisation. */
  countAppCall(clientId: string): number;
  appRemaining(clientId: string): number;
  /** Forgets what was counted. */
  reset(): void;
}

/** Fixed windows, each organisation's starting at a moment of its own. */
export function createLimiter(clock: Clock, limits: () => Limits): Limiter {
  const windows = new Map<string, { index: number; used: number }>();
  const inFlight = new Map<string, number>();

  const windowOf = (key: string, lengthMs: number) => {
    const shifted = clock.now() + offsetOf(key, lengthMs);
    const index = Math.floor(shifted / lengthMs);
    let window = windows.get(key);
    if (!window || window.index !== index) {
      window = { index, used: 0 };
      windows.set(key, window);
    }
    return { window, endsInMs: (index + 1) * lengthMs - shifted };
  };
  const appWindow = (clientId: string) => windowOf(`app ${clientId}`, limits().minuteWindowMs);

  return {
    admit: (clientId, organisationId) => {
      const key = `${clientId} ${organisationId}`;
      const minute = windowOf(`minute ${key}`, limits().minuteWindowMs);
      const day = windowOf(`day ${key}`, limits().dayWindowMs);
      const app = appWindow(clientId);
      const remaining = (): Remaining => ({
        minute: left(limits().minute, minute.window.used),
        day: left(limits().day, day.window.used),
        appMinute: left(limits().appMinute, app.window.used),
      });
      const refuse = (problem: "minute" | "day" | "concurrent" | "appminute", endsInMs: number | null) => ({
        isAdmitted: false as const,
        remaining: remaining(),
        problem,
        retryAfterSeconds: endsInMs === null ? null : Math.max(1, Math.ceil(endsInMs / 1000)),
      });

      const busy = inFlight.get(key) ?? 0;
      if (busy >= limits().concurrent) return refuse("concurrent", null);
      if (app.window.used >= limits().appMinute) return refuse("appminute", null);
      if (day.window.used >= limits().day) return refuse("day", day.endsInMs);
      if (minute.window.used >= limits().minute) return refuse("minute", minute.endsInMs);

      minute.window.used += 1;
      day.window.used += 1;
      app.window.used += 1;
      inFlight.set(key, busy + 1);
      return {
        isAdmitted: true,
        remaining: remaining(),
        release: once(() => inFlight.set(key, Math.max(0, (inFlight.get(key) ?? 1) - 1))),
      };
    },
    countAppCall: (clientId) => {
      const { window } = appWindow(clientId);
      window.used += 1;
      return left(limits().appMinute, window.used);
    },
    appRemaining: (clientId) => left(limits().appMinute, appWindow(clientId).window.used),
    reset: () => windows.clear(),
  };
}

function left(limit: number, used: number): number {
  return Math.max(0, limit - used);
}

function offsetOf(key: string, lengthMs: number): number {
  let hash = 0;
  for (const character of key) hash = (hash * 31 + character.charCodeAt(0)) >>> 0;
  return (hash / 2 ** 32) * lengthMs;
}

function once(run: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    run();
  };
}
