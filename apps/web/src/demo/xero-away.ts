const AWAY_MS = 60_000;

// One process, also when a development server loads this file anew.
const state = globalThis as { counterfoilXeroAwayUntil?: number };

/** Until when the simulated Xero answers nobody; null while it is there. */
export function xeroAwayUntil(now = Date.now()): Date | null {
  const until = state.counterfoilXeroAwayUntil ?? 0;
  return until > now ? new Date(until) : null;
}

/** Arms the simulator's fault for every accounting call, and takes it back a minute later. Asked again meanwhile, it does nothing. */
export async function takeXeroAway(xeroOrigin: string): Promise<void> {
  if (xeroAwayUntil()) return;
  state.counterfoilXeroAwayUntil = Date.now() + AWAY_MS;
  const faults = `${xeroOrigin}/__sim/faults`;
  await fetch(faults, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ kind: "html-503", match: { path: "/api.xro/*" }, times: 1_000_000 }),
  });
  setTimeout(() => void fetch(faults, { method: "DELETE" }).catch(() => {}), AWAY_MS).unref();
}
