/** Where a kind of fault can strike: any call, accounting calls or writes, the token endpoint, webhooks. */
export type FaultSite = "any" | "accounting" | "accounting-write" | "token" | "refresh" | "webhook";

const SITES = {
  "store-then-cut": "any",
  "cut-before": "any",
  "status-500": "any",
  "html-500": "any",
  "html-503": "any",
  "truncated-json": "any",
  "wrong-content-type": "any",
  "unknown-fields": "any",
  slow: "any",
  "errors-in-200": "accounting-write",
  "wrong-total": "accounting-write",
  "plan-limit": "accounting-write",
  "day-limit": "accounting",
  "revoked-connection": "accounting",
  "demo-reset": "accounting",
  "token-down": "token",
  "refresh-lost": "refresh",
  "webhook-duplicate": "webhook",
  "webhook-reorder": "webhook",
} as const satisfies Record<string, FaultSite>;

export type FaultKind = keyof typeof SITES;
export const FAULT_KINDS = Object.keys(SITES) as FaultKind[];

/** One thing that will go wrong, and for which calls. */
export interface Fault {
  faultId: string;
  kind: FaultKind;
  /** Upper-case verb; null matches any. */
  method: string | null;
  /** A path, matched whole or up to a slash, or with `*` at its end. Null matches any. */
  path: string | null;
  organisationId: string | null;
  /** Matching calls still let through before the fault begins. */
  skip: number;
  /** How many more calls it hits. */
  remaining: number;
  /** How likely a matching call is hit; null hits every one. */
  probability: number | null;
  /** The seeded generator's state: the same seed hits the same calls. */
  randomState: number;
  delayMs: number;
  /** Slow only: work first and answer late (false), or work only after the delay (true). */
  storeAfterDelay: boolean;
  /** Day limit only. */
  retryAfterSeconds: number;
}

interface FaultTarget {
  method: string;
  path: string;
  organisationId: string | null;
}

/**
 * The fault that hits this call, if any, with its counters moved on; a used-up fault is removed.
 * "call" is an HTTP request as it arrives; "refresh" one whose body asked for a refresh.
 */
export function takeFault(
  faults: Fault[],
  call: FaultTarget,
  at: "call" | "refresh" | "webhook" = "call",
): Fault | null {
  for (const fault of faults) {
    if (!strikesAt(SITES[fault.kind], call, at) || !matches(fault, call)) continue;
    if (fault.skip > 0) {
      fault.skip -= 1;
      continue;
    }
    if (fault.probability !== null && nextRandom(fault) >= fault.probability) continue;
    fault.remaining -= 1;
    if (fault.remaining <= 0) faults.splice(faults.indexOf(fault), 1);
    return fault;
  }
  return null;
}

function strikesAt(site: FaultSite, call: FaultTarget, at: "call" | "refresh" | "webhook"): boolean {
  const isAccounting = call.path.startsWith("/api.xro/");
  switch (site) {
    case "any":
      return at === "call";
    case "accounting":
      return at === "call" && isAccounting;
    case "accounting-write":
      return at === "call" && isAccounting && call.method !== "GET";
    case "token":
      return at === "call" && call.path === "/connect/token";
    case "refresh":
    case "webhook":
      return at === site;
  }
}

function matches(fault: Fault, call: FaultTarget): boolean {
  if (fault.method !== null && fault.method !== call.method) return false;
  if (fault.organisationId !== null && fault.organisationId !== call.organisationId?.toLowerCase())
    return false;
  if (fault.path === null) return true;
  const wanted = fault.path.toLowerCase();
  const path = call.path.toLowerCase();
  if (wanted.endsWith("*")) return path.startsWith(wanted.slice(0, -1));
  return path === wanted || path.startsWith(`${wanted}/`) || path.endsWith(wanted);
}

/** mulberry32: from 0 up to 1. */
function nextRandom(fault: Fault): number {
  fault.randomState = (fault.randomState + 0x6d2b79f5) >>> 0;
  let mixed = fault.randomState;
  mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}
