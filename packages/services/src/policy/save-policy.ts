import { overlaps } from "@counterfoil/core/eligibility";
import { conflict, invalid } from "@counterfoil/core/errors";
import { type Policy, type PolicyInput, policySchema } from "@counterfoil/core/policy";
import { validatePolicy } from "@counterfoil/core/validate-policy";
import type { TenantTransaction } from "@counterfoil/db/database";
import { WORK_CHANNEL } from "@counterfoil/db/work-channel";
import { readPolicy } from "../binding/read-policy.ts";
import { readReference, wholeReference } from "../binding/read-reference.ts";
import { requireBinding } from "../binding/require-binding.ts";
import { wakeCustomers } from "../contact/wake-customers.ts";
import type { Actor, ServiceContext } from "../context.ts";
import { keepRoutingOut, routeAgain } from "../event/route-again.ts";
import { requireRole } from "../member/require-role.ts";

const CUSTOMER_SETTINGS: ReadonlySet<string> = new Set([
  "syncCustomers",
  "customerContacts",
  "customerNamePriority",
]);

/**
 * Saves some settings of a binding as a new version; what is planned after it follows it. `baseVersion` is the version the
 * person looked at: `conflict` when it is no longer the newest. `invalid` names each field with a sentence.
 */
export async function savePolicy(
  ctx: ServiceContext,
  actor: Actor,
  input: { bindingId: string; baseVersion: number; changes: PolicyInput },
): Promise<{ version: number }> {
  requireRole(actor, ["owner", "admin", "bookkeeper"], "change sync settings");
  return ctx.db.withTenant(actor.tenantId, async (tx) => {
    const binding = await requireBinding(tx, input.bindingId);
    const current = await readPolicy(tx, binding);
    if (current.version !== input.baseVersion)
      throw conflict(
        "Somebody has changed these settings since you opened them. Look at theirs, then save again.",
      );
    const parsed = policySchema.safeParse({ ...current.policy, ...input.changes });
    if (!parsed.success)
      throw invalid(
        "Some settings are not right yet.",
        parsed.error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message })),
      );
    const progress = await readReference(tx, binding.organisationId);
    if (!progress.isComplete)
      throw conflict(
        "The organisation's accounts and tax rates are still being read. Try again in a moment.",
      );
    const changed = Object.keys(input.changes).filter((setting) => setting in policySchema.shape);
    const changesRoutes = changed.includes("storeFilter") || changed.includes("websiteFilter");
    if (changesRoutes) await keepRoutingOut(tx, binding.storeId);
    await assertNoClash(tx, { binding, policy: parsed.data });
    const problems = validatePolicy(parsed.data, wholeReference(progress.data)).filter((problem) =>
      changed.some((setting) => problem.path.split(".")[0] === setting),
    );
    if (problems.length > 0)
      throw invalid(problems[0]?.message ?? "Some settings are not right yet.", problems);
    const version = await insertPolicyVersion(tx, {
      binding,
      actor,
      policy: parsed.data,
      sources: {
        ...current.sources,
        ...Object.fromEntries(changed.map((setting) => [setting, "Chosen by you."])),
      },
      action: "policy.saved",
      detail: { changed },
    });
    await tx.$executeRaw`
      UPDATE document SET next_run_at = now() WHERE binding_id = ${binding.id}::uuid AND state IN ('queued', 'planned', 'waiting', 'held', 'skipped')`;
    if (changed.some((setting) => MONEY_SETTINGS.has(setting))) await wakeLeftOutMoney(tx, binding.id);
    if (changesRoutes) await routeAgain(tx, binding.storeId);
    if (changed.some((setting) => CUSTOMER_SETTINGS.has(setting)) && parsed.data.syncCustomers)
      await wakeCustomers(tx, binding.storeId);
    await tx.$executeRaw`SELECT pg_notify(${WORK_CHANNEL}, '')`;
    return { version };
  });
}

/** Two bindings of one store must not take the same store view. */
async function assertNoClash(
  tx: TenantTransaction,
  input: { binding: { id: string; storeId: string }; policy: Policy },
): Promise<void> {
  const { binding, policy } = input;
  const others = await tx.binding.findMany({
    where: { storeId: binding.storeId, status: "active", id: { not: binding.id } },
    select: { websiteFilter: true, storeFilter: true, organisation: { select: { name: true } } },
  });
  const clash = others.find((other) => overlaps(other, policy));
  if (!clash) return;
  const message = `${clash.organisation.name} takes some of these store views already.`;
  throw invalid(message, [{ path: "storeFilter", message }]);
}

const MONEY_SETTINGS: ReadonlySet<string> = new Set([
  "paymentMethodMap",
  "defaultPaymentAccountId",
  "settleCreditNotes",
]);

/** What was left out because nobody had chosen an account goes when somebody does, though its document is in Xero long since. */
async function wakeLeftOutMoney(tx: TenantTransaction, bindingId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE document d SET next_run_at = now() FROM posting p
    WHERE p.document_id = d.id AND p.binding_id = ${bindingId}::uuid AND p.state = 'skipped'
      AND p.kind IN ('payment', 'refund', 'allocation')
      AND p.reason IN ('payment_method_not_mapped', 'payment_left_to_bank', 'left_as_credit')`;
}

/** The next version of a binding's settings, with its audit row and the copies that routing and dispatch read. */
export async function insertPolicyVersion(
  tx: TenantTransaction,
  input: {
    binding: { id: string; environment: string; policyVersion: number };
    actor: Actor;
    policy: Policy;
    sources: Record<string, string>;
    action: string;
    detail: Record<string, string | string[] | null>;
  },
): Promise<number> {
  const { binding, actor, policy } = input;
  const version = binding.policyVersion + 1;
  const { count } = await tx.binding.updateMany({
    where: { id: binding.id, policyVersion: binding.policyVersion },
    data: {
      policyVersion: version,
      paused: policy.paused,
      websiteFilter: policy.websiteFilter,
      storeFilter: policy.storeFilter,
    },
  });
  if (count === 0)
    throw conflict("Somebody changed these settings at the same moment. Look at theirs, then try again.");
  await tx.policy.create({
    data: {
      bindingId: binding.id,
      version,
      tenantId: actor.tenantId,
      environment: binding.environment,
      body: policy,
      sources: input.sources,
      createdBy: actor.userId,
    },
  });
  await tx.audit.create({
    data: {
      tenantId: actor.tenantId,
      actorKind: "user",
      actorId: actor.userId,
      action: input.action,
      subject: binding.id,
      detail: { version, ...input.detail },
    },
  });
  return version;
}
