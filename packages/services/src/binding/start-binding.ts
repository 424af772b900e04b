import { conflict, invalid } from "@counterfoil/core/errors";
import { WORK_CHANNEL } from "@counterfoil/db/work-channel";
import { z } from "zod";
import { wakeCustomers } from "../contact/wake-customers.ts";
import type { Actor, ServiceContext } from "../context.ts";
import { requireRole } from "../member/require-role.ts";
import { insertPolicyVersion } from "../policy/save-policy.ts";
import { readPolicy } from "./read-policy.ts";
import { readReference } from "./read-reference.ts";
import { requireBinding } from "./require-binding.ts";
import { startChoices, startWords } from "./start-choices.ts";
import { startOfDay } from "./start-of-day.ts";

const inputSchema = z.object({ bindingId: z.string(), since: z.enum(startWords) });

/** From here on documents are sent. Refused while reference data is incomplete or a setting that must be filled is empty. */
export async function startBinding(
  ctx: ServiceContext,
  actor: Actor,
  input: unknown,
): Promise<{ syncSince: string | null }> {
  requireRole(actor, ["owner", "admin"], "start syncing");
  const parsed = inputSchema.safeParse(input);
  if (!parsed.success)
    throw invalid("Choose the date syncing starts from.", [
      { path: "since", message: "Choose the date syncing starts from." },
    ]);
  const { bindingId, since } = parsed.data;
  return ctx.db.withTenant(actor.tenantId, async (tx) => {
    const binding = await requireBinding(tx, bindingId);
    if (binding.startedAt !== null) throw conflict("Syncing has been started already.");
    const progress = await readReference(tx, binding.organisationId);
    // The first version is bare defaults: the proposal follows a moment after the last of the lists.
    if (!progress.isComplete || binding.policyVersion === 1)
      throw conflict(
        `We are still reading ${binding.organisation.name}'s accounts and tax rates. Start when all of it is here.`,
      );
    const settings = await readPolicy(tx, binding);
    if (settings.policy.revenueAccountCode === null)
      throw invalid("Choose the account for sales first.", [
        { path: "revenueAccountCode", message: "Choose the account for sales first." },
      ]);
    const choices = await startChoices(tx, {
      bindingId: binding.id,
      policy: settings.policy,
      organisation: progress.data.organisation ?? null,
      now: ctx.now(),
    });
    const choice = choices.find((each) => each.since === since);
    if (!choice) throw invalid("Nothing is locked in this organisation. Choose another date.");
    const syncSince =
      choice.day === null ? null : startOfDay(choice.day, settings.policy.storeTimezone).toISOString();
    await insertPolicyVersion(tx, {
      binding,
      actor,
      policy: { ...settings.policy, syncSince },
      sources: { ...settings.sources, syncSince: "Chosen when syncing was started." },
      action: "binding.started",
      detail: { since, day: choice.day },
    });
    const { count } = await tx.binding.updateMany({
      where: { id: binding.id, startedAt: null },
      data: { startedAt: ctx.now(), startedBy: actor.userId },
    });
    if (count === 0) throw conflict("Syncing has been started already.");
    await tx.$executeRaw`UPDATE document SET next_run_at = now(), is_backfill = true WHERE binding_id = ${binding.id}::uuid`;
    if (settings.policy.syncCustomers) await wakeCustomers(tx, binding.storeId);
    await tx.$executeRaw`SELECT pg_notify(${WORK_CHANNEL}, '')`;
    return { syncSince };
  });
}
