import { validatePolicy } from "@counterfoil/core/validate-policy";
import type { TenantTransaction } from "@counterfoil/db/database";
import type { ServiceContext } from "../context.ts";
import { isSilent } from "../store/is-silent.ts";
import { readPolicy } from "./read-policy.ts";
import { readReference, wholeReference } from "./read-reference.ts";

/** Something a person should look at although documents go: amber, with a sentence. */
export type BindingNotice =
  | { kind: "magento_silent"; sentence: string }
  /** A setting names what is no longer in Xero, or not as it was. `path` is the setting's, with its row where it has rows. */
  | { kind: "setting_problem"; path: string; sentence: string };

type Binding = {
  id: string;
  organisationId: string;
  policyVersion: number;
  store: { lastEventAt: Date | null; pairedAt: Date | null; unannouncedAt: Date | null };
};

/** What a person should look at of one binding, in the order of a page. */
export async function bindingNotices(
  ctx: Pick<ServiceContext, "now" | "durations">,
  tx: TenantTransaction,
  binding: Binding,
): Promise<BindingNotice[]> {
  const settings = await settingProblems(tx, binding);
  return isSilent(ctx, binding.store)
    ? [{ kind: "magento_silent", sentence: SILENT }, ...settings]
    : settings;
}

const SILENT =
  "Magento has stopped sending: check its cron. We found documents that it never announced and took them in, but they come late this way.";

/** The settings that newer reference data no longer bears out. What was never filled is asked for elsewhere. */
async function settingProblems(tx: TenantTransaction, binding: Binding): Promise<BindingNotice[]> {
  const progress = await readReference(tx, binding.organisationId);
  if (!progress.isComplete) return [];
  const { policy } = await readPolicy(tx, binding);
  return validatePolicy(policy, wholeReference(progress.data))
    .filter(({ path }) => path !== "revenueAccountCode" || policy.revenueAccountCode !== null)
    .map(({ path, message }) => ({ kind: "setting_problem", path, sentence: message }));
}
