export interface Clock {
  /** Simulated milliseconds since the epoch. */
  now(): number;
  /** Moves simulated time by `byMs` (may be negative). */
  move(byMs: number): void;
  /** Jumps to an instant in milliseconds. */
  set(atMs: number): void;
  /** How many simulated milliseconds pass in one real one; 0 freezes the clock. */
  setFactor(factor: number): void;
  factor(): number;
}

/** A clock that follows real time until it is moved, frozen or sped up. */
export function createClock(realNow: () => number = Date.now): Clock {
  let anchorReal = realNow();
  let anchorSimulated = anchorReal;
  let factor = 1;

  const now = () => Math.floor(anchorSimulated + (realNow() - anchorReal) * factor);
  const anchor = (atMs: number) => {
    anchorSimulated = atMs;
    anchorReal = realNow();
  };

  return {
    now,
    move: (byMs) => anchor(now() + byMs),
    set: anchor,
    setFactor: (next) => {
      anchor(now());
      factor = next;
    },
    factor: () => factor,
  };
}
