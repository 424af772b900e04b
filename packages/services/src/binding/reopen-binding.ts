import type { Policy } from "@counterfoil/core/policy";
import type { TenantTransaction } from "@counterfoil/db/database";
import type { Actor } from "../context.ts";
import { insertPolicyVersion } from "../policy/save-policy.ts";
import { readPolicy } from "./read-policy.ts";

export type ClosedBinding = {
  id: string;
  environment: string;
  policyVersion: number;
  startedAt: Date | null;
};

/**
 * The binding that this pair had before, to be opened again instead of a new one: its documents and contacts belong to it. One
 * that never had its proposal has nothing of its own yet.
 */
export function findClosedBinding(
  tx: TenantTransaction,
  pair: { storeId: string; organisationId: string },
): Promise<ClosedBinding | null> {
  return tx.binding.findFirst({
    where: { ...pair, status: "closed", policyVersion: { gt: 1 } },
    orderBy: { createdAt: "desc" },
    select: { id: true, environment: true, policyVersion: true, startedAt: true },
  });
}

/** Opens it with its settings, paused where it was started: meanwhile somebody may have filled the books by other means. */
export async function reopenBinding(
  tx: TenantTransaction,
  input: {
    actor: Actor;
    binding: ClosedBinding;
    /** For the audit log: of what. */
    pair: { store: string; organisation: string };
    changes: Pick<Policy, "websiteFilter" | "storeFilter"> &
      Partial<Pick<Policy, "invoiceNumberPrefix" | "creditNoteNumberPrefix">>;
  },
): Promise<void> {
  const { actor, binding, changes } = input;
  const { policy, sources } = await readPolicy(tx, binding);
  await tx.binding.update({ where: { id: binding.id }, data: { status: "active" } });
  await insertPolicyVersion(tx, {
    binding,
    actor,
    policy: { ...policy, ...changes, paused: binding.startedAt !== null },
    sources: {
      ...sources,
      ...Object.fromEntries(Object.keys(changes).map((setting) => [setting, "Chosen by you."])),
    },
    action: "binding.reopened",
    detail: input.pair,
  });
  await tx.$executeRaw`
    UPDATE document SET next_run_at = now() WHERE binding_id = ${binding.id}::uuid
      AND (state IN ('queued', 'planned', 'waiting', 'held', 'skipped') OR (kind = 'invoice' AND paid_at IS NOT NULL AND NOT EXISTS (
             SELECT 1 FROM posting p WHERE p.document_id = document.id AND p.kind = 'payment')))`;
}
