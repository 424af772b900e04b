import { conflict } from "@counterfoil/core/errors";
import type { Policy, PolicyInput } from "@counterfoil/core/policy";
import type { TenantTransaction } from "@counterfoil/db/database";
import { WORK_CHANNEL } from "@counterfoil/db/work-channel";
import { noteAct } from "../audit/note-act.ts";
import { readPolicy } from "../binding/read-policy.ts";
import { readReference, wholeReference } from "../binding/read-reference.ts";
import { requireBinding } from "../binding/require-binding.ts";
import { wakeCustomers } from "../contact/wake-customers.ts";
import type { Actor, ServiceContext } from "../context.ts";
import { keepRoutingOut, routeAgain } from "../event/route-again.ts";
import { requireRole } from "../member/require-role.ts";
import { wakeBeyondPlan } from "../plan/hold-beyond-plan.ts";
import { changedNames, checkChanges } from "./check-changes.ts";

const CUSTOMER_SETTINGS: ReadonlySet<string> = new Set([
  "syncCustomers",
  "customerContacts",
  "customerNamePriority",
]);

/**
 * Saves some settings of a binding as a new version; what is planned after it follows it. `baseVersion` is the version the
 * person looked at: `conflict` when it is no longer the newest. `invalid` names each field with a sentence. Answers how many
 * documents are prepared again. `from`: the version these settings are taken from, and where its values came from.
 */
export async function savePolicy(
  ctx: ServiceContext,
  actor: Actor,
  input: { bindingId: string; baseVersion: number; changes: PolicyInput },
  from?: { restoredVersion: number; sources: Record<string, string> },
): Promise<{ version: number; documents: number }> {
  requireRole(actor, ["owner", "admin", "bookkeeper"], "change sync settings");
  return ctx.db.withTenant(actor.tenantId, async (tx) => {
    const binding = await requireBinding(tx, input.bindingId);
    const current = await readPolicy(tx, binding);
    if (current.version !== input.baseVersion)
      throw conflict(
        "Somebody has changed these settings since you opened them. Look at theirs, then save again.",
      );
    const progress = await readReference(tx, binding.organisationId);
    if (!progress.isComplete)
      throw conflict(
        "The organisation's accounts and tax rates are still being read. Try again in a moment.",
      );
    const changed = changedNames(input.changes);
    const changesRoutes = changed.includes("storeFilter") || changed.includes("websiteFilter");
    if (changesRoutes) await keepRoutingOut(tx, binding.storeId);
    const policy = await checkChanges(tx, {
      binding,
      current: current.policy,
      changes: input.changes,
      reference: wholeReference(progress.data),
    });
    const version = await insertPolicyVersion(tx, {
      binding,
      actor,
      policy,
      sources: {
        ...current.sources,
        ...Object.fromEntries(
          changed.map((setting) => [setting, from?.sources[setting] ?? "Chosen by you."]),
        ),
      },
      action: "policy.saved",
      detail: { changed, ...(from && { restoredVersion: String(from.restoredVersion) }) },
    });
    // A pause changes no plan: what is ready is planned again when its turn comes, like everything of an older version.
    const isPauseAlone = changed.every((setting) => setting === "paused");
    const woken = isPauseAlone
      ? 0
      : await tx.$executeRaw`
          UPDATE document SET next_run_at = now() WHERE binding_id = ${binding.id}::uuid AND state IN ('queued', 'planned', 'waiting', 'held', 'skipped')`;
    const isAboutMoney = changed.some((setting) => MONEY_SETTINGS.has(setting));
    const settled = isAboutMoney ? await wakeLeftOutMoney(tx, binding.id) : 0;
    if (changesRoutes) await routeAgain(tx, binding.storeId);
    if (changesRoutes) await wakeBeyondPlan(tx);
    if (changed.some((setting) => CUSTOMER_SETTINGS.has(setting)) && policy.syncCustomers)
      await wakeCustomers(tx, binding.storeId);
    await tx.$executeRaw`SELECT pg_notify(${WORK_CHANNEL}, '')`;
    return { version, documents: woken + settled };
  });
}

const MONEY_SETTINGS: ReadonlySet<string> = new Set([
  "paymentMethodMap",
  "defaultPaymentAccountId",
  "settleCreditNotes",
]);

/** What was left out because nobody had chosen an account goes when somebody does, though its document is in Xero long since. */
async function wakeLeftOutMoney(tx: TenantTransaction, bindingId: string): Promise<number> {
  return tx.$executeRaw`
    UPDATE document d SET next_run_at = now() FROM posting p
    WHERE p.document_id = d.id AND p.binding_id = ${bindingId}::uuid AND p.state = 'skipped'
      AND p.kind IN ('payment', 'refund', 'allocation') AND d.state NOT IN ('queued', 'planned', 'waiting', 'held', 'skipped')
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
  await noteAct(tx, actor, {
    action: input.action,
    subject: binding.id,
    detail: { version, ...input.detail },
  });
  return version;
}
