import { type CallBudget, readCallBudget } from "@counterfoil/db/system/call-budget";
import type { Environment, ServiceContext } from "../context.ts";

/** Xero allows this many calls a minute. */
const CALLS_A_MINUTE = 60;

/** What is left of an organisation's calls. Of one that the caller may use: other tenants may share it. */
export function readBudget(
  ctx: Pick<ServiceContext, "db" | "durations" | "callsAMinute">,
  organisation: { environment: string; xeroTenantId: string },
): Promise<CallBudget | null> {
  const { environment, xeroTenantId } = organisation;
  return readCallBudget(
    ctx.db.system,
    { environment: environment as Environment, xeroTenantId },
    {
      minuteMs: ctx.durations.minuteWindowMs,
      dayMs: ctx.durations.dayWindowMs,
      minuteLimit: ctx.callsAMinute ?? CALLS_A_MINUTE,
    },
  );
}
