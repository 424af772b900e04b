import type { Policy } from "@counterfoil/core/policy";
import type { TenantTransaction } from "@counterfoil/db/database";
import { readPolicy } from "./read-policy.ts";

/**
 * The sandbox binding whose settings a store's new live one begins with: the one to an organisation of the same name, else the
 * newest, and each once. Null in the sandbox, or where there is none.
 */
export async function findCarried(
  tx: TenantTransaction,
  input: { storeId: string; organisation: { name: string; environment: string } },
): Promise<{ bindingId: string; policy: Policy } | null> {
  const { storeId, organisation } = input;
  if (organisation.environment !== "production") return null;
  const live = await tx.binding.findMany({
    where: { storeId, environment: "production" },
    select: { carriesFrom: true },
  });
  const before = await tx.binding.findMany({
    where: { storeId, environment: "sandbox", policyVersion: { gt: 1 } },
    orderBy: { createdAt: "desc" },
    select: { id: true, policyVersion: true, organisation: { select: { name: true } } },
  });
  const left = before.filter(({ id }) => !live.some(({ carriesFrom }) => carriesFrom === id));
  const chosen = left.find((each) => each.organisation.name === organisation.name) ?? left[0];
  return chosen ? { bindingId: chosen.id, policy: (await readPolicy(tx, chosen)).policy } : null;
}

/** Nothing that was posted in the sandbox counts: all that the store ever announced is placed anew. */
export async function routeEverything(tx: TenantTransaction, storeId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE event SET state = 'unrouted', next_run_at = now()
    WHERE store_id = ${storeId}::uuid AND state = 'routed' AND name IN ('invoice.created', 'invoice.paid', 'creditmemo.created')`;
}
