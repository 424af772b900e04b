import type { StorefrontAccess } from "@counterfoil/core/ports";
import type { SaleCustomer } from "@counterfoil/core/sale";
import type { ServiceContext } from "../context.ts";

export type GatheredCustomer =
  | { customer: SaleCustomer }
  | { problem: "not_found" | "invalid" | "unavailable" };

export type GatheredCustomers =
  | { isStoreDown: false; customers: Map<number, GatheredCustomer> }
  | { isStoreDown: true; problem: "store_unreachable" | "store_refuses_us" };

const AT_ONCE = 4;

/** Four at a time, until `endsAt`: who is left over stays due. When nobody could be had the store's own answer decides. */
export async function gatherCustomers(
  ctx: ServiceContext,
  input: { access: StorefrontAccess; ids: readonly number[]; endsAt: number },
): Promise<GatheredCustomers> {
  const customers = new Map<number, GatheredCustomer>();
  const waiting = [...input.ids];
  let isRefused = false;
  const worker = async () => {
    while (!isRefused && ctx.now().getTime() < input.endsAt) {
      const id = waiting.shift();
      if (id === undefined) return;
      const read = await ctx.storefront.customer(id, input.access);
      if (read.ok) customers.set(id, { customer: read.value });
      else if (read.problem === "refused") isRefused = true;
      else customers.set(id, { problem: read.problem });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  if (isRefused) return { isStoreDown: true, problem: "store_refuses_us" };
  const isSilent =
    customers.size > 0 &&
    [...customers.values()].every((each) => "problem" in each && each.problem === "unavailable");
  const alive = isSilent ? await ctx.storefront.ping(input.access) : null;
  if (alive === null || alive.ok) return { isStoreDown: false, customers };
  const problem = alive.problem === "refused" ? "store_refuses_us" : "store_unreachable";
  return { isStoreDown: true, problem };
}
