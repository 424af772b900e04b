import type { Policy } from "@counterfoil/core/policy";
import type { TenantTransaction } from "@counterfoil/db/database";
import { readPolicy } from "./read-policy.ts";

/** The sandbox binding of a store whose settings its first live one begins with; null in the sandbox, or where there was none. */
export async function findCarried(
  tx: TenantTransaction,
  input: { storeId: string; environment: string },
): Promise<{ bindingId: string; policy: Policy } | null> {
  if (input.environment !== "production") return null;
  const { storeId } = input;
  if ((await tx.binding.count({ where: { storeId, environment: "production" } })) > 0) return null;
  const before = await tx.binding.findFirst({
    where: { storeId, environment: "sandbox", policyVersion: { gt: 1 } },
    orderBy: { createdAt: "desc" },
    select: { id: true, policyVersion: true },
  });
  return before && { bindingId: before.id, policy: (await readPolicy(tx, before)).policy };
}

/** Nothing that was posted in the sandbox counts: all that the store ever announced is placed anew. */
export async function routeEverything(tx: TenantTransaction, storeId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE event SET state = 'unrouted', next_run_at = now()
    WHERE store_id = ${storeId}::uuid AND state = 'routed' AND name IN ('invoice.created', 'invoice.paid', 'creditmemo.created')`;
}
