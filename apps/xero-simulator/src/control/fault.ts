export const FAULT_KINDS = [
  "store-then-cut",
  "cut-before",
  "status-500",
  "html-503",
  "truncated-json",
  "slow",
  "wrong-total",
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

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
  delayMs: number;
  /** Slow only: work first and answer late (false), or work only after the delay (true). */
  storeAfterDelay: boolean;
}

interface FaultTarget {
  method: string;
  path: string;
  organisationId: string | null;
}

/** The fault that hits this call, if any, with its counters moved on; a used-up fault is removed. */
export function takeFault(faults: Fault[], call: FaultTarget): Fault | null {
  for (const fault of faults) {
    if (!matches(fault, call)) continue;
    if (fault.skip > 0) {
      fault.skip -= 1;
      continue;
    }
    fault.remaining -= 1;
    if (fault.remaining <= 0) faults.splice(faults.indexOf(fault), 1);
    return fault;
  }
  return null;
}

function matches(fault: Fault, call: FaultTarget): boolean {
  if (fault.method !== null && fault.method !== call.method) return false;
  if (fault.organisationId !== null && fault.organisationId !== call.organisationId) return false;
  if (fault.path === null) return true;
  const wanted = fault.path.toLowerCase();
  const path = call.path.toLowerCase();
  if (wanted.endsWith("*")) return path.startsWith(wanted.slice(0, -1));
  return path === wanted || path.startsWith(`${wanted}/`) || path.endsWith(wanted);
}
