import { lockDate } from "@counterfoil/core/accounting-day";
import { notFound } from "@counterfoil/core/errors";
import type { Policy } from "@counterfoil/core/policy";
import type { PolicyNames } from "@counterfoil/core/policy-words";
import type { TenantTransaction } from "@counterfoil/db/database";
import { hostOf } from "../binding/host-of.ts";
import { readPolicy } from "../binding/read-policy.ts";
import { type ReferenceProgress, readReference, wholeReference } from "../binding/read-reference.ts";
import { requireBinding } from "../binding/require-binding.ts";
import type { Actor, ServiceContext } from "../context.ts";
import { listSettingsChoices, policyNames, type SettingsChoices } from "./list-settings-choices.ts";
import { type SettingsFacts, settingsFacts } from "./settings-facts.ts";

/** One version of a binding's settings, and who made it: null where we proposed it. */
export type SettingsVersion = {
  version: number;
  policy: Policy;
  sources: Record<string, string>;
  changedBy: string | null;
  changedAt: string;
};

export type SettingsPage = {
  bindingId: string;
  host: string;
  isStarted: boolean;
  canChange: boolean;
  organisation: {
    id: string;
    name: string;
    countryCode: string | null;
    baseCurrency: string | null;
    paysTax: boolean;
    lockDate: string | null;
    /** Whether Xero e-mails reminders; null where it does not say. */
    remindersAreOn: boolean | null;
    isConnected: boolean;
    readAt: Date | null;
  };
  current: SettingsVersion;
  reference: ReferenceProgress["kinds"];
  referenceProblem: string | null;
  /** Null until every list of the organisation has been read once. */
  choices: SettingsChoices | null;
  names: PolicyNames;
  facts: SettingsFacts;
};

/** Everything that the settings page shows of a binding, but for what only Magento knows at this moment. */
export async function getSettings(
  ctx: ServiceContext,
  actor: Actor,
  input: { bindingId: string },
): Promise<SettingsPage> {
  const page = await ctx.db.withTenant(actor.tenantId, async (tx) => {
    const binding = await requireBinding(tx, input.bindingId);
    const { organisation } = binding;
    const progress = await readReference(tx, organisation.id);
    const current = await readVersion(tx, { ...binding, tenantId: actor.tenantId });
    const found = progress.data.organisation ?? null;
    return {
      storeId: binding.storeId,
      bindingId: binding.id,
      host: hostOf(binding.store.baseUrl),
      isStarted: binding.startedAt !== null,
      canChange: actor.role !== "viewer",
      organisation: {
        id: organisation.id,
        name: organisation.name,
        countryCode: found?.countryCode ?? organisation.countryCode,
        baseCurrency: found?.baseCurrency ?? organisation.baseCurrency,
        paysTax: found?.paysTax ?? true,
        lockDate: found ? lockDate(found) : null,
        remindersAreOn: progress.data.reminders?.areOn ?? null,
        isConnected: organisation.connections.some(({ status }) => status === "active"),
        readAt: organisation.referenceRefreshedAt,
      },
      current,
      reference: progress.kinds,
      referenceProblem: organisation.referenceProblem,
      whole: progress.isComplete ? wholeReference(progress.data) : null,
    };
  });
  const { storeId, whole, ...rest } = page;
  const facts = await ctx.db.withTenantSql(actor.tenantId, (client) =>
    settingsFacts(client, { storeId, bindingId: page.bindingId }),
  );
  return {
    ...rest,
    choices: whole ? listSettingsChoices(whole) : null,
    names: whole
      ? policyNames(whole, facts.views)
      : { accounts: {}, paymentAccounts: {}, taxTypes: {}, themes: {}, storeViews: {} },
    facts,
  };
}

/** The newest version of a binding's settings, for whoever has just found out that theirs is not. */
export async function readNewestSettings(
  ctx: ServiceContext,
  actor: Actor,
  input: { bindingId: string },
): Promise<SettingsVersion> {
  return ctx.db.withTenant(actor.tenantId, async (tx) => {
    const binding = await requireBinding(tx, input.bindingId);
    return readVersion(tx, { ...binding, tenantId: actor.tenantId });
  });
}

async function readVersion(
  tx: TenantTransaction,
  binding: { id: string; policyVersion: number; tenantId: string },
): Promise<SettingsVersion> {
  const { version, policy, sources, createdBy, createdAt } = await readPolicy(tx, binding);
  const names = await namesOf(tx, { tenantId: binding.tenantId, userIds: createdBy ? [createdBy] : [] });
  return {
    version,
    policy,
    sources,
    changedBy: createdBy ? (names.get(createdBy) ?? FORMER_MEMBER) : null,
    changedAt: createdAt.toISOString(),
  };
}

export const FORMER_MEMBER = "A former member";

/** Those who sit in this tenant still; nobody else's name is read here. */
export async function namesOf(
  tx: TenantTransaction,
  input: { tenantId: string; userIds: readonly string[] },
): Promise<Map<string, string>> {
  const { tenantId, userIds } = input;
  if (userIds.length === 0) return new Map();
  const members = await tx.member.findMany({
    where: { tenantId, userId: { in: [...userIds] } },
    select: { userId: true, user: { select: { name: true } } },
  });
  return new Map(members.map(({ userId, user }) => [userId, user.name]));
}

/** Throws `not_found` for a version that never was. */
export async function requireVersion(
  tx: TenantTransaction,
  input: { bindingId: string; version: number },
): Promise<Awaited<ReturnType<typeof readPolicy>>> {
  const { bindingId, version } = input;
  const row = await tx.policy.findUnique({
    where: { bindingId_version: { bindingId, version } },
    select: { version: true },
  });
  if (!row) throw notFound("There is no such version of these settings.");
  return readPolicy(tx, { id: bindingId, policyVersion: version });
}
