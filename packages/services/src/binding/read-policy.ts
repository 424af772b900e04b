import { type Policy, policySchema } from "@counterfoil/core/policy";
import type { TenantTransaction } from "@counterfoil/db/database";
import { z } from "zod";

const sourcesSchema = z.record(z.string(), z.unknown());

export type PolicyVersion = {
  version: number;
  policy: Policy;
  /** Where a value came from, in words, by setting; absent = core's default. */
  sources: Record<string, string>;
  createdBy: string | null;
  createdAt: Date;
};

/** The binding's current settings, complete: keys that a stored version lacks take their defaults. */
export async function readPolicy(
  tx: TenantTransaction,
  binding: { id: string; policyVersion: number },
): Promise<PolicyVersion> {
  const row = await tx.policy.findUniqueOrThrow({
    where: { bindingId_version: { bindingId: binding.id, version: binding.policyVersion } },
  });
  const sources = sourcesSchema.catch({}).parse(row.sources);
  return {
    version: row.version,
    policy: policySchema.parse(row.body),
    sources: Object.fromEntries(
      Object.entries(sources).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
    ),
    createdBy: row.createdBy,
    createdAt: row.createdAt,
  };
}
