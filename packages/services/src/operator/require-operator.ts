import { notFound } from "@counterfoil/core/errors";
import { isOperator } from "@counterfoil/db/system/operator-tenants";
import type { Actor, ServiceContext } from "../context.ts";

/** Our own staff, by their own session. For everybody else there is nothing here: `not_found`. */
export async function requireOperator(ctx: ServiceContext, actor: Actor): Promise<void> {
  if (actor.link || !(await isOperator(ctx.db.system, actor))) throw notFound("There is no such page.");
}
