import { type Policy, policySchema } from "@counterfoil/core/policy";
import type { ReferenceData } from "@counterfoil/core/reference";
import { z } from "zod";
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
  const file = policyFile.safeParse(given);
  if (!file.success) return { ok: false, problems: problemsOf(file.error) };
  const { rates, ...settings } = file.data;
  const taxMap = settings.taxMap ?? taxMapOf(rates ?? DEMO_RATES);
  const policy = policySchema.safeParse({ ...demoPolicy, ...settings, taxMap });
  if (!policy.success) return { ok: false, problems: problemsOf(policy.error) };
  const unknownKeys = Object.keys(settings).filter((key) => !Object.hasOwn(policySchema.shape, key));
  const reference = demoOrganisation(policy.data);
  return { ok: true, settings: { policy: policy.data, reference, ...options, unknownKeys } };
}

/** Percent. */
const DEMO_RATES = [20, 17.5, 5, 0];

const demoPolicy = { revenueAccountCode: "200", storeTimezone: "Europe/London" };

const percent = z.number().min(0).max(100).multipleOf(0.0001, "must have at most 4 decimals");

const policyFile = z
  .looseObject({ rates: z.array(percent).min(1).optional(), taxMap: z.unknown().optional() })
  .refine(
    (file) => file.rates === undefined || file.taxMap === undefined,
    "either rates or a taxMap, not both",
  );

function taxMapOf(rates: readonly number[]) {
  return [...new Set(rates)].map((rate) => ({
    rate: String(rate),
    country: "any",
    taxType: taxTypeOf(rate),
  }));
}

function problemsOf(error: z.ZodError): string[] {
  return error.issues.map(({ path, message }) =>
    path.length > 0 ? `${path.join(".")}: ${message}` : message,
  );
}
