export type PlanLimits = { organisations: number; stores: number; websites: number };

/** What a tenant's plan allows; Infinity where nothing is counted. */
export function planLimits(plan: string): PlanLimits {
  return Object.hasOwn(LIMITS, plan) ? (LIMITS[plan] ?? SMALLEST) : SMALLEST;
}

const SMALLEST: PlanLimits = { organisations: 1, stores: 1, websites: 1 };

const LIMITS: Record<string, PlanLimits> = {
  starter: SMALLEST,
  growth: { organisations: 3, stores: 5, websites: 10 },
  scale: { organisations: Infinity, stores: Infinity, websites: Infinity },
};
