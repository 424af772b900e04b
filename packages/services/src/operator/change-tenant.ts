import { conflict, invalid, notFound, unavailable } from "@counterfoil/core/errors";
import { planNames } from "@counterfoil/core/plans";
import {
  changeTenantPlan,
  moveTenantLive,
  pauseTenant,
  readTenantDetail,
} from "@counterfoil/db/system/operator-tenants";
import { z } from "zod";
import { endConnection } from "../connection/end-connection.ts";
import type { Actor, ServiceContext } from "../context.ts";
import { requireOperator } from "./require-operator.ts";

const inputSchema = z.discriminatedUnion("change", [
  z.object({ change: z.literal("plan"), tenantId: z.uuid(), plan: z.enum(planNames) }),
  z.object({ change: z.literal("pause"), tenantId: z.uuid() }),
  z.object({ change: z.literal("resume"), tenantId: z.uuid() }),
  /** The name is typed: there is no way back from it. */
  z.object({ change: z.literal("go_live"), tenantId: z.uuid(), name: z.string() }),
]);

/** What an operator may change of a tenant; each is in that tenant's audit log. Throws `not_found` for anybody else. */
export async function changeTenant(ctx: ServiceContext, actor: Actor, input: unknown): Promise<void> {
  await requireOperator(ctx, actor);
  const parsed = inputSchema.safeParse(input);
  if (!parsed.success) throw invalid("Choose one of the plans.");
  const wanted = parsed.data;
  const { system } = ctx.db;
  const tenant = await readTenantDetail(system, wanted);
  if (!tenant) throw notFound("There is no such tenant.");
  if (tenant.closedAt !== null) throw conflict("This account is closed.");
  const act = { tenantId: wanted.tenantId, operatorId: actor.userId };
  switch (wanted.change) {
    case "plan":
      return changeTenantPlan(system, { ...act, plan: wanted.plan });
    case "pause":
      return pauseTenant(system, { ...act, isPaused: true });
    case "resume":
      return pauseTenant(system, { ...act, isPaused: false });
    case "go_live":
      if (wanted.name.trim() !== tenant.name)
        throw invalid("The name is not the same.", [{ path: "name", message: `Type ${tenant.name}.` }]);
      return goLive(ctx, act);
  }
}

/** Bindings open again with the same settings once the real Xero is connected; until then documents wait. */
async function goLive(ctx: ServiceContext, act: { tenantId: string; operatorId: string }): Promise<void> {
  if (!ctx.identity.production)
    throw unavailable("No production Xero app is set up here. Set XERO_PRODUCTION_CLIENT_ID and its secret.");
  const moved = await moveTenantLive(ctx.db.system, act);
  if (!moved) throw conflict("This account is live already.");
  // What Xero does not answer is ended by the sweep.
  for (const id of moved.connectionIds) await endConnection(ctx, id);
  ctx.log.info({ tenantId: act.tenantId }, "an account went live");
}
