export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

export const unixSeconds = (clock: Clock): number => Math.floor(clock.now() / 1000);

/** `YYYY-MM-DDTHH:MM:SSZ`, the only time format on Magento's wire. */
export const isoSecond = (atMs: number): string => `${new Date(atMs).toISOString().slice(0, 19)}Z`;

/** `YYYY-MM-DD HH:MM:SS` in UTC, as MySQL prints a TIMESTAMP. */
export const mysqlTime = (atMs: number): string =>
  new Date(atMs).toISOString().slice(0, 19).replace("T", " ");
