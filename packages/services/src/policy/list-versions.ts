import { policySchema } from "@counterfoil/core/policy";
import { type PolicyChange, policyChanges } from "@counterfoil/core/policy-words";
import { hostOf } from "../binding/host-of.ts";
import { readReference, wholeReference } from "../binding/read-reference.ts";
import { requireBinding } from "../binding/require-binding.ts";
import type { Actor, ServiceContext } from "../context.ts";
import { FORMER_MEMBER, namesOf } from "./get-settings.ts";
import { policyNames } from "./list-settings-choices.ts";
import { restorable } from "./restore-version.ts";

export type VersionRow = {
  version: number;
  at: string;
  /** Null where we proposed it. */
  by: string | null;
  /** Against the version before; empty for the first. */
  changes: PolicyChange[];
  /** What going back to it would change now; empty where that is nothing. */
  back: PolicyChange[];
};

export type VersionsPage = {
  bindingId: string;
  host: string;
  organisation: string;
  current: number;
  canChange: boolean;
  versions: VersionRow[];
};

const SHOWN = 50;

/** The versions of a binding's settings, newest first, each with who, when and what it changed in the settings' words. */
export async function listVersions(
  ctx: ServiceContext,
  actor: Actor,
  input: { bindingId: string },
): Promise<VersionsPage> {
  return ctx.db.withTenant(actor.tenantId, async (tx) => {
    const binding = await requireBinding(tx, input.bindingId);
    const rows = await tx.policy.findMany({
      where: { bindingId: binding.id },
      orderBy: { version: "desc" },
      // One more than is shown: the last one's changes are against it.
      take: SHOWN + 1,
    });
    const progress = await readReference(tx, binding.organisationId);
    const views = await tx.storeView.findMany({
      where: { storeId: binding.storeId },
      select: { magentoStoreId: true, name: true },
    });
    const names = progress.isComplete
      ? policyNames(
          wholeReference(progress.data),
          views.map(({ magentoStoreId, name }) => ({ id: magentoStoreId, name })),
        )
      : { accounts: {}, paymentAccounts: {}, taxTypes: {}, themes: {}, storeViews: {} };
    const people = await namesOf(tx, {
      tenantId: actor.tenantId,
      userIds: [...new Set(rows.flatMap(({ createdBy }) => (createdBy ? [createdBy] : [])))],
    });
    const versions = rows.map((row) => ({ row, policy: policySchema.parse(row.body) }));
    const newest = versions[0]?.policy;
    return {
      bindingId: binding.id,
      host: hostOf(binding.store.baseUrl),
      organisation: binding.organisation.name,
      current: binding.policyVersion,
      canChange: actor.role !== "viewer",
      versions: versions.slice(0, SHOWN).map(({ row, policy }, index) => {
        const before = versions[index + 1]?.policy;
        return {
          version: row.version,
          at: row.createdAt.toISOString(),
          by: row.createdBy ? (people.get(row.createdBy) ?? FORMER_MEMBER) : null,
          changes: before ? policyChanges(before, policy, names) : [],
          // The bare first version, from before anything was proposed, is nothing to go back to.
          back:
            newest && row.version !== 1
              ? policyChanges(newest, { ...newest, ...restorable(newest, policy) }, names)
              : [],
        };
      }),
    };
  });
}
