import { notFound } from "@counterfoil/core/errors";
import { isOperator } from "@counterfoil/db/system/operator-tenants";
import type { Actor, ServiceContext } from "../context.ts";

/** Our own staff. For everybody else there is nothing here. */
export async function requireOperator(ctx: ServiceContext, actor: Actor): Promise<void> {
  if (!(await isOperator(ctx.db.system, actor))) throw notFound("There is no such page.");
}
