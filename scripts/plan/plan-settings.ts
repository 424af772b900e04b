import { type Policy, policySchema } from "@counterfoil/core/policy";
import type { ReferenceData } from "@counterfoil/core/reference";
import { demoOrganisation, taxTypeOf } from "./demo-organisation.ts";

export type PlanSettings = {
  policy: Policy;
  reference: ReferenceData;
  acceptsTaxAmounts: boolean;
  /** Keys of the given policy that are no settings of ours. */
  unknownKeys: string[];
};

/** The policy of a UK demo organisation with what the file says in its place, and an organisation in which it can be planned. */
export function planSettings(
  given: unknown,
  options: { acceptsTaxAmounts: boolean },
): { ok: true; settings: PlanSettings } | { ok: false; problems: string[] } {
  if (typeof given !== "object" || given === null || Array.isArray(given))
    return { ok: false, problems: ["it must be one object of settings"] };
  const { rates = DEMO_RATES, ...settings }: { rates?: unknown; taxMap?: unknown } = given;
  if (!isRates(rates))
    return { ok: false, problems: ["rates: a list of percents from 0 to 100 with at most 4 decimals"] };
  if (settings.taxMap !== undefined && rates !== DEMO_RATES)
    return { ok: false, problems: ["either rates or a taxMap, not both"] };
  const policy = policySchema.safeParse({ ...demoPolicy, taxMap: taxMapOf(rates), ...settings });
  if (!policy.success) {
    const problems = policy.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
    return { ok: false, problems };
  }
  const unknownKeys = Object.keys(settings).filter((key) => !Object.hasOwn(policySchema.shape, key));
  const reference = demoOrganisation(policy.data);
  return { ok: true, settings: { policy: policy.data, reference, ...options, unknownKeys } };
}

/** Percent. */
const DEMO_RATES = [20, 17.5, 5, 0];

const demoPolicy = { revenueAccountCode: "200", storeTimezone: "Europe/London" };

function isRates(value: unknown): value is number[] {
  if (!Array.isArray(value) || value.length === 0) return false;
  return value.every(
    (rate) => typeof rate === "number" && rate >= 0 && rate <= 100 && /^\d+(\.\d{1,4})?$/.test(String(rate)),
  );
}

function taxMapOf(rates: readonly number[]) {
  return [...new Set(rates)].map((rate) => ({
    rate: String(rate),
    country: "any",
    taxType: taxTypeOf(rate),
  }));
}
