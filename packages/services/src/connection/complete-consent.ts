import type { LedgerConnection, TokenOutcome } from "@counterfoil/core/ledger-identity";
import { openSecret, sealSecret } from "@counterfoil/db/sealed-secret";
import { findLiveGrant } from "@counterfoil/db/system/find-live-grant";
import { openGrant } from "@counterfoil/db/system/open-grant";
import { replaceGrantTokens } from "@counterfoil/db/system/replace-grant-tokens";
import type { Actor, Environment, ServiceContext } from "../context.ts";
import { requireRole } from "../member/require-role.ts";
import { type ConsentFailure, type ConsentOutcome, consentFailures } from "./consent-outcome.ts";
import { saveConnections } from "./save-connections.ts";
import { consentRedirectUri, hashOfState, verifierPlace } from "./start-consent.ts";

/** What syncing needs; the rest is for signing in, but for offline_access, whose sign is a refresh token. */
const NEEDED_SCOPES = [
  "accounting.invoices",
  "accounting.payments",
  "accounting.contacts",
  "accounting.settings.read",
];

/** What came back to the callback: a code, or Xero's error. Each state opens once, for the person, tenant and link that started it. */
export async function completeConsent(
  ctx: ServiceContext,
  actor: Actor,
  input: { state: string | null; code: string | null; error: string | null },
): Promise<ConsentOutcome> {
  requireRole(actor, ["owner", "admin"], "connect Xero", "xero");
  const attempt = await claimAttempt(ctx, actor, input.state);
  if (typeof attempt === "string") return failure(attempt, null);
  const outcome = await walk(ctx, actor, attempt, input);
  await ctx.db.withTenant(actor.tenantId, (tx) =>
    tx.consentAttempt.update({ where: { id: attempt.id }, data: { outcome: outcome.outcome } }),
  );
  if (outcome.outcome !== "connected")
    ctx.log.warn({ tenantId: actor.tenantId, outcome: outcome.outcome }, "consent did not succeed");
  return outcome;
}

async function walk(
  ctx: ServiceContext,
  actor: Actor,
  attempt: Attempt,
  input: { code: string | null; error: string | null },
): Promise<ConsentOutcome> {
  const fail = (problem: ConsentFailure) => failure(problem, attempt.bindingId);
  if (input.error === "access_denied") return fail("access_denied");
  if (input.error !== null || input.code === null) return fail("refused_by_xero");
  const identity = ctx.identity[attempt.environment];
  if (!identity) return fail("unavailable");

  const tokens = await identity.exchangeCode({
    code: input.code,
    codeVerifier: attempt.codeVerifier,
    redirectUri: consentRedirectUri(ctx.publicUrl),
  });
  if (!tokens.ok) return fail(problemOfExchange[tokens.problem]);
  const { refreshToken } = tokens;
  const missing = NEEDED_SCOPES.filter((scope) => !tokens.scopes.includes(scope));
  if (missing.length > 0) return failure("scope_missing", attempt.bindingId, missing);
  if (refreshToken === null) return fail("offline_missing");
  const grant = { ...tokens, refreshToken };
  await renewLiveGrant(ctx, attempt.environment, grant);

  const listed = await identity.listConnections({
    accessToken: tokens.accessToken,
    authenticationEventId: tokens.authenticationEventId,
  });
  if (!listed.ok) return fail("unavailable");
  const picked = listed.connections.filter((connection) => connection.tenantType === "ORGANISATION");
  if (picked.length === 0) return fail("no_organisation_chosen");
  const accepted = await acceptedBy(ctx, actor, attempt, picked);
  if (accepted.length === 0) return fail("other_organisation");

  const grantId = await saveGrant(ctx, attempt.environment, grant);
  const organisations = await saveConnections(ctx, actor, {
    environment: attempt.environment,
    grantId,
    scopes: tokens.scopes,
    email: tokens.email,
    connections: accepted,
  });
  return { outcome: "connected", bindingId: attempt.bindingId, organisations, email: tokens.email };
}

type Attempt = { id: string; environment: Environment; bindingId: string | null; codeVerifier: string };

/** Moves the attempt on from `started`, so that of two callbacks with one state only the first goes further. */
async function claimAttempt(
  ctx: ServiceContext,
  actor: Actor,
  state: string | null,
): Promise<Attempt | "state_unknown" | "state_expired"> {
  if (!state) return "state_unknown";
  return ctx.db.withTenant(actor.tenantId, async (tx) => {
    const row = await tx.consentAttempt.findUnique({ where: { stateHash: hashOfState(state) } });
    if (!row || row.userId !== actor.userId || row.linkId !== (actor.link?.id ?? null))
      return "state_unknown";
    // The account has gone live meanwhile: what was begun in the sandbox connects nothing there any more.
    const { environment } = await tx.tenant.findUniqueOrThrow({
      where: { id: actor.tenantId },
      select: { environment: true },
    });
    if (row.environment !== environment) return "state_unknown";
    if (row.outcome === "did_not_come_back") return "state_expired";
    const isLate = row.expiresAt <= ctx.now();
    const { count } = await tx.consentAttempt.updateMany({
      where: { id: row.id, outcome: "started" },
      data: { outcome: isLate ? "state_expired" : "returned" },
    });
    if (count === 0) return "state_unknown";
    if (isLate) return "state_expired";
    const place = verifierPlace(row.tenantId, row.id);
    return {
      id: row.id,
      environment: row.environment as Environment,
      bindingId: row.bindingId,
      codeVerifier: openSecret(ctx.keyRing, place, row.codeVerifierSealed),
    };
  });
}

/** All that were picked, or, for a binding that is connected again, its own organisation alone. */
async function acceptedBy(
  ctx: ServiceContext,
  actor: Actor,
  attempt: Attempt,
  picked: LedgerConnection[],
): Promise<LedgerConnection[]> {
  const { bindingId } = attempt;
  if (bindingId === null) return picked;
  const binding = await ctx.db.withTenant(actor.tenantId, (tx) =>
    tx.binding.findUnique({ where: { id: bindingId }, select: { xeroTenantId: true } }),
  );
  return picked.filter((connection) => connection.xeroTenantId === binding?.xeroTenantId);
}

type NewTokens = { accessToken: string; refreshToken: string; expiresInSeconds: number; xeroUserId: string };

/** Xero may have ended the tokens of this user's other connections with these: kept whatever else this walk comes to. */
async function renewLiveGrant(
  ctx: ServiceContext,
  environment: Environment,
  tokens: NewTokens,
): Promise<void> {
  const live = await findLiveGrant(ctx.db.system, { environment, xeroUserId: tokens.xeroUserId });
  if (live) await storeTokens(ctx, { ...tokens, grantId: live.id, reconnects: false });
}

async function saveGrant(ctx: ServiceContext, environment: Environment, tokens: NewTokens): Promise<string> {
  const { id } = await openGrant(ctx.db.system, { environment, xeroUserId: tokens.xeroUserId });
  await storeTokens(ctx, { ...tokens, grantId: id, reconnects: true });
  return id;
}

async function storeTokens(
  ctx: ServiceContext,
  tokens: NewTokens & { grantId: string; reconnects: boolean },
): Promise<void> {
  const { grantId, reconnects } = tokens;
  const seal = (column: string, plain: string) =>
    sealSecret(ctx.keyRing, { tenantId: null, rowId: grantId, column }, plain);
  const now = ctx.now();
  const accessExpiresAt = new Date(now.getTime() + tokens.expiresInSeconds * 1000);
  await replaceGrantTokens(ctx.db.system, {
    grantId,
    reconnects,
    accessTokenSealed: seal("access_token_sealed", tokens.accessToken),
    refreshTokenSealed: seal("refresh_token_sealed", tokens.refreshToken),
    accessExpiresAt,
    refreshIssuedAt: now,
    nextRefreshAt: new Date(accessExpiresAt.getTime() - ctx.durations.refreshMarginMs),
  });
}

const problemOfExchange = {
  invalid_grant: "code_expired",
  invalid_client: "refused_by_xero",
  refused: "refused_by_xero",
  unavailable: "unavailable",
  "no-answer": "unavailable",
} as const satisfies Record<Extract<TokenOutcome, { ok: false }>["problem"], ConsentFailure>;

function failure(
  outcome: ConsentFailure,
  bindingId: string | null,
  missingScopes: string[] = [],
): Extract<ConsentOutcome, { sentence: string }> {
  return { outcome, bindingId, sentence: consentFailures[outcome], missingScopes };
}
