import type { PolicySetting } from "@counterfoil/core/policy";
import { canTakePayments } from "@counterfoil/core/propose-policy";
import type { ReferenceKind } from "@counterfoil/core/reference";
import type { Actor, ServiceContext } from "../context.ts";
import { type CheckSummary, checkSummary } from "../document/check-summary.ts";
import { countDocuments, type WordCounts } from "../document/count-documents.ts";
import { findParking, type Parked } from "../document/find-parking.ts";
import { type DocumentPreview, previewDocuments } from "../document/preview-documents.ts";
import { type BindingNotice, bindingNotices } from "./binding-notices.ts";
import { checkOrganisation, type OrganisationCheck } from "./check-organisation.ts";
import { hostOf } from "./host-of.ts";
import { type PolicyVersion, readPolicy } from "./read-policy.ts";
import { readReference } from "./read-reference.ts";
import { requireBinding } from "./require-binding.ts";
import { type StartChoice, startChoices } from "./start-choices.ts";

export type BindingPage = {
  id: string;
  store: { id: string; host: string; baseUrl: string; status: string };
  organisation: {
    id: string;
    name: string;
    connectionStatus: string;
    countryCode: string | null;
    baseCurrency: string | null;
    currencies: string[];
    checks: OrganisationCheck[];
  };
  startedAt: Date | null;
  paused: boolean;
  trouble: Parked | null;
  notices: BindingNotice[];
  reference: {
    kinds: { kind: ReferenceKind; fetchedAt: Date | null }[];
    isComplete: boolean;
    problem: string | null;
    refreshedAt: Date | null;
  };
  settings: PolicyVersion;
  /** The settings without a safe proposal that must be filled before Start. */
  unfilled: PolicySetting[];
  /** Choices for the settings a person may have to fill here. */
  revenueAccounts: { code: string; name: string }[];
  paymentAccounts: { id: string; name: string }[];
  taxRates: { taxType: string; name: string }[];
  counts: WordCounts;
  check: CheckSummary;
  /** Some of what is prepared, as it would look; empty once started. */
  previews: DocumentPreview[];
  startChoices: StartChoice[];
  canStart: boolean;
};

/** Everything that *check what we found and start* shows. */
export async function getBinding(
  ctx: ServiceContext,
  actor: Actor,
  input: { bindingId: string },
): Promise<BindingPage> {
  const page = await ctx.db.withTenant(actor.tenantId, async (tx) => {
    const binding = await requireBinding(tx, input.bindingId);
    const progress = await readReference(tx, binding.organisationId);
    const settings = await readPolicy(tx, binding);
    const found = progress.data.organisation ?? null;
    const unfilled: PolicySetting[] =
      settings.policy.revenueAccountCode === null ? ["revenueAccountCode"] : [];
    const { organisation, store } = binding;
    const choices = await startChoices(tx, {
      bindingId: binding.id,
      policy: settings.policy,
      organisation: found,
      now: ctx.now(),
    });
    const currencies = (progress.data.currencies ?? []).map((currency) => currency.code);
    const seenCurrencies = choices.at(-1)?.money.map(({ currency }) => currency) ?? [];
    return {
      id: binding.id,
      store: { id: store.id, host: hostOf(store.baseUrl), baseUrl: store.baseUrl, status: store.status },
      organisation: {
        id: organisation.id,
        name: organisation.name,
        connectionStatus: organisation.connections[0]?.status ?? "not_connected",
        countryCode: found?.countryCode ?? organisation.countryCode,
        baseCurrency: found?.baseCurrency ?? organisation.baseCurrency,
        currencies,
        checks: found
          ? checkOrganisation({ organisation: found, currencies, seenCurrencies, policy: settings.policy })
          : [],
      },
      startedAt: binding.startedAt,
      paused: binding.paused,
      notices: await bindingNotices(ctx, tx, binding),
      reference: {
        kinds: progress.kinds,
        isComplete: progress.isComplete,
        problem: organisation.referenceProblem,
        refreshedAt: organisation.referenceRefreshedAt,
      },
      settings,
      unfilled,
      revenueAccounts: (progress.data.accounts ?? []).flatMap(({ code, name, type, status }) =>
        code !== null && status === "ACTIVE" && ["REVENUE", "SALES", "OTHERINCOME"].includes(type)
          ? [{ code, name }]
          : [],
      ),
      paymentAccounts: (progress.data.accounts ?? [])
        .filter(canTakePayments)
        .map(({ accountId, name }) => ({ id: accountId, name })),
      taxRates: (progress.data.taxRates ?? []).map(({ taxType, name }) => ({ taxType, name })),
      startChoices: choices,
      canStart: binding.startedAt === null && progress.isComplete && unfilled.length === 0,
    };
  });
  const parking = await findParking(ctx, actor);
  const parked = parking.get(page.id);
  return {
    ...page,
    trouble: parked?.sending ?? parked?.fetching ?? null,
    counts: await countDocuments(ctx, actor, { bindingId: page.id, parking }),
    check: await checkSummary(ctx, actor, { bindingId: page.id }),
    previews: page.startedAt === null ? await previewDocuments(ctx, actor, { bindingId: page.id }) : [],
  };
}
