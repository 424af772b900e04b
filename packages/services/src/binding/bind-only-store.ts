import { isCounterfoilError } from "@counterfoil/core/errors";
import type { Actor, ServiceContext } from "../context.ts";
import { createBinding } from "./create-binding.ts";

/**
 * After a consent: when exactly one store waits for an organisation and nothing has to be asked, binds the two. So are all that
 * wait after going live, where they posted into one organisation of the sandbox. Null when there is something to choose, or the plan allows no more.
 */
export async function bindOnlyStore(
  ctx: ServiceContext,
  actor: Actor,
  input: { organisationId: string },
): Promise<{ bindingId: string } | null> {
  const { organisationId } = input;
  const waiting = await ctx.db.withTenant(actor.tenantId, async (tx) => {
    const neighbours = await tx.binding.count({ where: { organisationId, status: "active" } });
    if (neighbours > 0) return [];
    return tx.store.findMany({
      where: {
        status: { not: "disconnected" },
        pairedAt: { not: null },
        bindings: { none: { status: "active" } },
      },
      select: {
        id: true,
        bindings: { where: { status: "closed" }, select: { organisationId: true, environment: true } },
      },
      orderBy: { createdAt: "asc" },
    });
  });
  // Somebody disconnected the two: to join them again is theirs to say.
  if (waiting.some(({ bindings }) => bindings.some((each) => each.organisationId === organisationId)))
    return null;
  if (waiting.length > 1 && !(await comeFromOneSandbox(ctx, actor, { organisationId, stores: waiting })))
    return null;
  let first: string | null = null;
  for (const { id: storeId } of waiting) {
    const bound = await createBinding(ctx, actor, { storeId, organisationId }).catch((error: unknown) => {
      // What the plan or another binding is in the way of is said where somebody binds the two by hand.
      if (isCounterfoilError(error)) return null;
      throw error;
    });
    first ??= bound?.bindingId ?? null;
  }
  return first === null ? null : { bindingId: first };
}

/** Each store posted into the same organisation of the sandbox and nowhere else: its prefix and filters are known. */
async function comeFromOneSandbox(
  ctx: ServiceContext,
  actor: Actor,
  input: {
    organisationId: string;
    stores: { bindings: { environment: string; organisationId: string }[] }[];
  },
): Promise<boolean> {
  const organisation = await ctx.db.withTenant(actor.tenantId, (tx) =>
    tx.organisation.findUnique({ where: { id: input.organisationId }, select: { environment: true } }),
  );
  if (organisation?.environment !== "production") return false;
  if (input.stores.some(({ bindings }) => bindings.length === 0)) return false;
  const before = input.stores.flatMap(({ bindings }) => bindings);
  return (
    before.every(({ environment }) => environment === "sandbox") &&
    new Set(before.map((each) => each.organisationId)).size === 1
  );
}
