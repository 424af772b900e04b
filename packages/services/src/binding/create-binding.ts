import { overlaps } from "@counterfoil/core/eligibility";
import { CounterfoilError, conflict, invalid, notFound } from "@counterfoil/core/errors";
import { limitOf } from "@counterfoil/core/plans";
import { type Policy, policySchema } from "@counterfoil/core/policy";
import type { TenantTransaction } from "@counterfoil/db/database";
import { WORK_CHANNEL } from "@counterfoil/db/work-channel";
import { z } from "zod";
import type { Actor, ServiceContext } from "../context.ts";
import { keepRoutingOut, routeAgain } from "../event/route-again.ts";
import { requireRole } from "../member/require-role.ts";
import { bindingsLock } from "./bindings-lock.ts";
import { findCarried, routeEverything } from "./carry-from-sandbox.ts";
import { hostOf } from "./host-of.ts";
import { insertBinding } from "./insert-binding.ts";
import { readPolicy } from "./read-policy.ts";
import { findClosedBinding, reopenBinding } from "./reopen-binding.ts";
import { suggestPrefix } from "./suggest-prefix.ts";

const inputSchema = z.object({
  storeId: z.uuid({ error: "Choose a store." }),
  organisationId: z.uuid({ error: "Choose a Xero organisation." }),
  /** Required for a second store of the same organisation; credit notes get it too, so that neither kind meets the other store's. */
  invoiceNumberPrefix: policySchema.shape.invoiceNumberPrefix,
  /** Left out: everything, or what the pair had when it was bound before. */
  websiteFilter: policySchema.shape.websiteFilter.unwrap().optional(),
  storeFilter: policySchema.shape.storeFilter.unwrap().optional(),
});

export type BindingMade = {
  bindingId: string;
  isNew: boolean;
  /** The pair was bound before and goes on where it stopped; paused, if it had been started. */
  isReopened: boolean;
};

/**
 * Binds a store to an organisation with a first policy; nothing is sent until somebody starts it. Asking again for the same
 * pair gives the binding there is, or opens the one there was. `conflict` names the binding it would overlap with; `invalid` says
 * when a prefix is needed.
 */
export async function createBinding(ctx: ServiceContext, actor: Actor, input: unknown): Promise<BindingMade> {
  requireRole(actor, ["owner", "admin"], "connect a store to Xero", "xero");
  const parsed = inputSchema.safeParse(input);
  if (!parsed.success)
    throw invalid(
      "Choose a store and a Xero organisation.",
      parsed.error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message })),
    );
  const { storeId, organisationId, invoiceNumberPrefix } = parsed.data;
  const { tenantId } = actor;

  return ctx.db.withTenant(tenantId, async (tx) => {
    await bindingsLock(tx, tenantId);
    await keepRoutingOut(tx, storeId);
    const tenant = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId } });
    const store = await tx.store.findUnique({ where: { id: storeId } });
    const organisation = await tx.organisation.findUnique({
      where: { id: organisationId },
      include: { connections: { select: { status: true } } },
    });
    if (!store || store.status === "disconnected") throw notFound("There is no such store.");
    if (!organisation || organisation.environment !== tenant.environment)
      throw notFound("There is no such Xero organisation.");
    if (organisation.connections.every(({ status }) => status === "revoked"))
      throw conflict(`${organisation.name} is not connected any more. Connect it in Xero first.`);

    const open = await tx.binding.findMany({
      where: { status: "active", OR: [{ storeId }, { organisationId }] },
      include: {
        organisation: { select: { name: true } },
        policies: { orderBy: { version: "desc" }, take: 1 },
      },
    });
    const same = open.find((each) => each.storeId === storeId && each.organisationId === organisationId);
    if (same) return { bindingId: same.id, isNew: false, isReopened: false };
    const closed = await findClosedBinding(tx, { storeId, organisationId });
    const before = closed ? (await readPolicy(tx, closed)).policy : null;
    const carried = closed ? null : await findCarried(tx, { storeId, organisation });
    const past = before ?? carried?.policy;
    const websiteFilter = parsed.data.websiteFilter ?? past?.websiteFilter ?? [];
    const storeFilter = parsed.data.storeFilter ?? past?.storeFilter ?? [];
    const clash = open.find(
      (each) => each.storeId === storeId && overlaps(each, { websiteFilter, storeFilter }),
    );
    if (clash)
      throw conflict(
        `${hostOf(store.baseUrl)} already sends these store views to ${clash.organisation.name}. Limit that binding to some store views first, or disconnect it.`,
      );
    await assertPlanAllows(tx, { plan: tenant.plan, organisation });
    const prefix = invoiceNumberPrefix || past?.invoiceNumberPrefix || "";
    const neighbours = open
      .filter((each) => each.storeId !== storeId)
      .map((each) => policySchema.parse(each.policies[0]?.body ?? {}));
    assertOwnNumbers(neighbours, {
      invoiceNumberPrefix: prefix,
      baseUrl: store.baseUrl,
      name: organisation.name,
    });

    const first = {
      ...(invoiceNumberPrefix !== "" &&
        invoiceNumberPrefix !== before?.invoiceNumberPrefix && {
          invoiceNumberPrefix,
          creditNoteNumberPrefix: creditNotePrefix(invoiceNumberPrefix),
        }),
      websiteFilter,
      storeFilter,
    };
    if (closed)
      await reopenBinding(tx, {
        actor,
        binding: closed,
        pair: { store: store.baseUrl, organisation: organisation.name },
        changes: first,
      });
    const bindingId =
      closed?.id ??
      (await insertBinding(tx, {
        actor,
        store,
        organisation,
        policy: policySchema.parse({ ...(carried && numbersOf(carried.policy)), ...first }),
        carriesFrom: carried?.bindingId ?? null,
      }));
    // The proposal is made from reference data, so that is due again; what arrived before there was a binding is routed now.
    await tx.$executeRaw`UPDATE organisation SET reference_due_at = now() WHERE id = ${organisationId}::uuid`;
    await tx.$executeRaw`UPDATE event SET next_run_at = now() WHERE store_id = ${storeId}::uuid AND state = 'unrouted'`;
    // What nobody took may be this one's.
    await routeAgain(tx, storeId);
    if (carried) await routeEverything(tx, storeId);
    if (closed) await tx.store.update({ where: { id: storeId }, data: { askDueAt: ctx.now() } });
    await tx.$executeRaw`SELECT pg_notify(${WORK_CHANNEL}, '')`;
    return { bindingId, isNew: closed === null, isReopened: closed !== null };
  });
}

/** Of the sandbox's settings, what is needed before the lists of the real organisation are read. */
function numbersOf({ invoiceNumberPrefix, creditNoteNumberPrefix }: Policy) {
  return { invoiceNumberPrefix, creditNoteNumberPrefix };
}

/** An organisation that something is bound to already is no more than it was. */
async function assertPlanAllows(
  tx: TenantTransaction,
  input: { plan: string; organisation: { id: string; name: string; environment: string } },
): Promise<void> {
  const { plan, organisation } = input;
  const allowed = limitOf(plan, "organisations");
  const bound = await tx.binding.groupBy({
    by: ["organisationId"],
    where: {
      status: "active",
      environment: organisation.environment,
      organisationId: { not: organisation.id },
    },
  });
  if (bound.length < allowed) return;
  throw new CounterfoilError(
    "limit_reached",
    `Your plan allows ${allowed === 1 ? "one Xero organisation" : `${allowed} Xero organisations`}, and ${organisation.name} would be one more. Disconnect another one, or see Plan for a larger one.`,
  );
}

/** Magento numbers from 000000001 in every store: without a prefix of its own the second one's invoice 1 is the first one's. */
function assertOwnNumbers(
  neighbours: Policy[],
  input: { invoiceNumberPrefix: string; baseUrl: string; name: string },
): void {
  if (neighbours.length === 0) return;
  const taken = neighbours.map((policy) => policy.invoiceNumberPrefix);
  const suggestion = suggestPrefix(input.baseUrl, taken);
  const refuse = (message: string) =>
    invalid(message, [{ path: "invoiceNumberPrefix", message: `${message} For example ${suggestion}` }]);
  if (input.invoiceNumberPrefix === "")
    throw refuse(`Another store posts into ${input.name}, so this one's numbers need a prefix of their own.`);
  if (taken.includes(input.invoiceNumberPrefix))
    throw refuse(`Another store that posts into ${input.name} uses this prefix already.`);
}

function creditNotePrefix(invoicePrefix: string): string {
  return `CN-${invoicePrefix}`.slice(0, 16);
}
