import type { PolicySetting } from "@counterfoil/core/policy";
import { canTakePayments } from "@counterfoil/core/propose-policy";
import type { ReferenceKind } from "@counterfoil/core/reference";
import type { TenantTransaction } from "@counterfoil/db/database";
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
  /** Of what waits for Start; nothing once started. */
  check: CheckSummary;
  /** Some of what is prepared, as it would look; empty once started. */
  previews: DocumentPreview[];
  /** Empty once started. */
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
    const choices =
      binding.startedAt === null
        ? await startChoices(tx, {
            bindingId: binding.id,
            policy: settings.policy,
            organisation: found,
            now: ctx.now(),
          })
        : [];
    const currencies = (progress.data.currencies ?? []).map((currency) => currency.code);
    const seenCurrencies = await listSeenCurrencies(tx, binding.id);
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
          ? checkOrganisation({
              organisation: found,
              currencies,
              seenCurrencies,
              policy: settings.policy,
              reminders: progress.data.reminders ?? null,
            })
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
    check: page.startedAt === null ? await checkSummary(ctx, actor, { bindingId: page.id }) : NOTHING_CHECKED,
    previews: page.startedAt === null ? await previewDocuments(ctx, actor, { bindingId: page.id }) : [],
  };
}

const NOTHING_CHECKED: CheckSummary = { pending: 0, wouldGo: 0, wouldBeHeld: [], wouldBeLeftOut: [] };

/** Of the documents that come here, by what has been counted of them. */
async function listSeenCurrencies(tx: TenantTransaction, bindingId: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ currency: string }[]>`
    SELECT currency FROM tally
    WHERE binding_id = ${bindingId}::uuid AND currency IS NOT NULL AND reason IS DISTINCT FROM 'no_binding_for_store_view'
    GROUP BY currency HAVING sum(documents) > 0 ORDER BY sum(documents) DESC`;
  return rows.map(({ currency }) => currency);
}
