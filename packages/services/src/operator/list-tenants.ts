import { notFound } from "@counterfoil/core/errors";
import {
  countAppConnections,
  listTenantLines,
  noteTenantLook,
  readTenantDetail,
  type TenantDetail,
  type TenantLine,
} from "@counterfoil/db/system/operator-tenants";
import { z } from "zod";
import type { Actor, ServiceContext } from "../context.ts";
import { isStorable } from "../event/scrub-text.ts";
import { requireOperator } from "./require-operator.ts";

const PAGE = 50;

const filterSchema = z.object({
  search: z.string().max(254).refine(isStorable).default("").catch(""),
  after: z.uuid().nullable().default(null).catch(null),
});

export type TenantsPage = {
  tenants: TenantLine[];
  next: string | null;
  connections: Awaited<ReturnType<typeof countAppConnections>>;
};

/** All tenants, newest first, or those found by a part of the name, an id or a member's address; fifty a page. */
export async function listTenants(ctx: ServiceContext, actor: Actor, input: unknown): Promise<TenantsPage> {
  await requireOperator(ctx, actor);
  const { search, after } = filterSchema.parse(input);
  const [found, connections] = await Promise.all([
    listTenantLines(ctx.db.system, { search, after, limit: PAGE + 1 }),
    countAppConnections(ctx.db.system),
  ]);
  const tenants = found.slice(0, PAGE);
  return { tenants, connections, next: found.length > PAGE ? (tenants.at(-1)?.id ?? null) : null };
}

/** One tenant as its operators see it. That somebody looked is in its own audit log. */
export async function getTenant(ctx: ServiceContext, actor: Actor, tenantId: string): Promise<TenantDetail> {
  await requireOperator(ctx, actor);
  const found = z.uuid().safeParse(tenantId).success
    ? await readTenantDetail(ctx.db.system, { tenantId })
    : null;
  if (!found) throw notFound("There is no such tenant.");
  await noteTenantLook(ctx.db.system, { tenantId, operatorId: actor.userId });
  return found;
}
