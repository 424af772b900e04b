import { overlaps } from "@counterfoil/core/eligibility";
import { invalid, type Problem } from "@counterfoil/core/errors";
import { type Policy, type PolicyInput, type PolicySetting, policySchema } from "@counterfoil/core/policy";
import type { ReferenceData } from "@counterfoil/core/reference";
import { validatePolicy } from "@counterfoil/core/validate-policy";
import type { TenantTransaction } from "@counterfoil/db/database";
import { hostOf } from "../binding/host-of.ts";
import { isStorableJson, UNSTORABLE } from "../event/scrub-text.ts";

type Checked = {
  binding: { id: string; storeId: string; organisationId: string };
  current: Policy;
  changes: PolicyInput;
  reference: ReferenceData;
};

/** The settings as they would be, if all of it is right. `invalid` names every field that is not, each with a sentence. */
export async function checkChanges(tx: TenantTransaction, input: Checked): Promise<Policy> {
  const { binding, current, changes, reference } = input;
  const parsed = policySchema.safeParse({ ...current, ...changes });
  if (!parsed.success)
    throw invalid(
      "Some settings are not right yet.",
      parsed.error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message })),
    );
  const policy = parsed.data;
  const changed = changedNames(changes);
  const unstorable = changed.filter((setting) => !isStorableJson(policy[setting]));
  if (unstorable.length > 0)
    throw invalid(
      UNSTORABLE,
      unstorable.map((path) => ({ path, message: UNSTORABLE })),
    );
  const isChanged = ({ path }: Problem) => changed.some((setting) => setting === path.split(".")[0]);
  const problems = [
    ...(await clashProblems(tx, { binding, policy })),
    // What was wrong before keeps nobody from saving the rest.
    ...(await prefixProblems(tx, { binding, policy })).filter(isChanged),
    ...validatePolicy(policy, reference).filter(isChanged),
  ];
  if (problems[0]) throw invalid(problems[0].message, problems);
  return policy;
}

/** The settings among what was sent; unknown names are dropped. */
export function changedNames(changes: PolicyInput): PolicySetting[] {
  return Object.keys(changes).filter((name): name is PolicySetting =>
    Object.hasOwn(policySchema.shape, name),
  );
}

/** Two bindings of one store must not take the same store view. */
async function clashProblems(
  tx: TenantTransaction,
  input: { binding: Checked["binding"]; policy: Policy },
): Promise<Problem[]> {
  const { binding, policy } = input;
  const others = await tx.binding.findMany({
    where: { storeId: binding.storeId, status: "active", id: { not: binding.id } },
    select: { websiteFilter: true, storeFilter: true, organisation: { select: { name: true } } },
  });
  const clash = others.find((other) => overlaps(other, policy));
  if (!clash) return [];
  const message = `${clash.organisation.name} takes some of these store views already.`;
  return [{ path: "storeFilter", message }];
}

const PREFIXES = ["invoiceNumberPrefix", "creditNoteNumberPrefix"] as const;

/** Magento numbers from 000000001 in every store: with one prefix, the second one's invoice 1 would be the first one's. */
async function prefixProblems(
  tx: TenantTransaction,
  input: { binding: Checked["binding"]; policy: Policy },
): Promise<Problem[]> {
  const { binding, policy } = input;
  const others = await tx.binding.findMany({
    where: { organisationId: binding.organisationId, storeId: { not: binding.storeId }, status: "active" },
    include: {
      store: { select: { baseUrl: true } },
      policies: { orderBy: { version: "desc" }, take: 1, select: { body: true } },
    },
  });
  return PREFIXES.flatMap((setting) => {
    const twin = others.find(
      (other) => policySchema.parse(other.policies[0]?.body ?? {})[setting] === policy[setting],
    );
    if (!twin) return [];
    const message = `${hostOf(twin.store.baseUrl)} posts into this organisation with the same prefix, so numbers would meet. Choose another.`;
    return [{ path: setting, message }];
  });
}
