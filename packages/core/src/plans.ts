export const planNames = ["starter", "growth", "scale"] as const;
export type PlanName = (typeof planNames)[number];

export type PlanLimits = { organisations: number; stores: number; websites: number };

/** What each plan covers; null: as many as somebody likes. */
export const planLimits: Record<PlanName, PlanLimits | null> = {
  starter: { organisations: 1, stores: 1, websites: 1 },
  growth: { organisations: 3, stores: 5, websites: 10 },
  scale: null,
};

/** "Starter". */
export function planTitle(plan: PlanName): string {
  return plan.charAt(0).toUpperCase() + plan.slice(1);
}

/** A CHECK in the database keeps the vocabulary. */
export function limitOf(plan: string, what: keyof PlanLimits): number {
  return planLimits[plan as PlanName]?.[what] ?? Number.POSITIVE_INFINITY;
}

/** "1 website", "10 websites". */
export function countWords(count: number, what: keyof PlanLimits): string {
  return `${count} ${count === 1 ? nouns[what][0] : nouns[what][1]}`;
}

const nouns: Record<keyof PlanLimits, [one: string, many: string]> = {
  organisations: ["Xero organisation", "Xero organisations"],
  stores: ["store", "stores"],
  websites: ["website", "websites"],
};
