import { type Finish, finishTime } from "@counterfoil/core/finish-time";
import type { CallBudget } from "@counterfoil/db/system/call-budget";
import type { BindingRow } from "../binding/list-bindings.ts";
import { readBudget } from "../connection/read-budget.ts";
import type { Actor, ServiceContext } from "../context.ts";

export type OrganisationBudget = {
  organisation: { id: string; name: string };
  budget: CallBudget | null;
  /** Documents that wait for its calls, and when they will be through; not those that wait for somebody. */
  waiting: number;
  finish: Finish;
};

/** What Xero still allows each organisation that stores post into, and how long what waits for it will take. */
export async function listBudgets(
  ctx: ServiceContext,
  actor: Actor,
  bindings: readonly BindingRow[],
): Promise<OrganisationBudget[]> {
  const ids = [...new Set(bindings.map(({ organisation }) => organisation.id))];
  const organisations = await ctx.db.withTenant(actor.tenantId, (tx) =>
    tx.organisation.findMany({
      where: { id: { in: ids } },
      select: { id: true, name: true, environment: true, xeroTenantId: true },
      orderBy: { name: "asc" },
    }),
  );
  const now = ctx.now();
  return Promise.all(
    organisations.map(async ({ id, name, environment, xeroTenantId }) => {
      const budget = await readBudget(ctx, { environment, xeroTenantId });
      const waiting = bindings
        .filter((binding) => binding.organisation.id === id)
        .reduce((sum, binding) => sum + waitingForXero(binding), 0);
      const { minuteLimit, dayLimit, dayLeft, dayTurnsAt, parkedUntil } = budget ?? UNTOUCHED;
      const finish = finishTime(
        { documents: waiting, minuteLimit, dayLimit, dayLeft, dayTurnsAt, parkedUntil },
        now,
      );
      return { organisation: { id, name }, budget, waiting, finish };
    }),
  );
}

/** While the organisation rests they are shown as Waiting. */
function waitingForXero({ trouble, counts }: BindingRow): number {
  if (trouble === null) return counts["On its way"];
  const isResting = trouble.reason === "xero_daily_limit" || trouble.reason === "xero_unavailable";
  return isResting ? counts["On its way"] + counts.Waiting : 0;
}

/** Of an organisation that nothing was ever asked of. */
const UNTOUCHED = {
  minuteLimit: 60,
  dayLimit: 1000,
  dayLeft: 1000,
  dayTurnsAt: null,
  parkedUntil: null,
} as const;
