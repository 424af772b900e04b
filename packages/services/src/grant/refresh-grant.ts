import { fullJitter } from "@counterfoil/core/retry";
import { openSecret, sealSecret } from "@counterfoil/db/sealed-secret";
import {
  claimGrant,
  endGrant,
  type GrantTokens,
  postponeGrant,
  storeGrantTokens,
} from "@counterfoil/db/system/grants";
import type { ServiceContext } from "../context.ts";

export type RefreshResult = "refreshed" | "reconnect_required" | "busy" | "unavailable";

/**
 * Exchanges a grant's refresh token for a new pair. One caller at a time, by a fenced lease on the row; the call to Xero runs
 * outside any transaction. `ifDue`: for jobs that may come late. A crash between Xero's answer and our commit heals by the old token's 30 minutes of grace.
 */
export async function refreshGrant(
  ctx: ServiceContext,
  grantId: string,
  options: { ifDue?: boolean } = {},
): Promise<RefreshResult> {
  const result = await refresh(ctx, grantId, options);
  ctx.countRefresh?.(result);
  return result;
}

async function refresh(
  ctx: ServiceContext,
  grantId: string,
  options: { ifDue?: boolean },
): Promise<RefreshResult> {
  const { durations } = ctx;
  const leaseMs = durations.refreshLeaseMs;
  const grant = await claimGrant(ctx.db.system, { grantId, leaseMs, ...options });
  if (!grant) return "busy";
  const identity = ctx.identity[grant.environment];
  if (!identity || grant.refreshTokenSealed === null) return postpone(ctx, grant, "unavailable");
  const refreshToken = openSecret(
    ctx.keyRing,
    tokenPlace(grant.id, "refresh_token_sealed"),
    grant.refreshTokenSealed,
  );

  const outcome = await identity.refresh({ refreshToken });
  if (!outcome.ok) {
    ctx.log.warn({ grantId, problem: outcome.problem }, "refresh failed");
    if (outcome.problem !== "invalid_grant") return postpone(ctx, grant, "unavailable");
    const isEnded = await endGrant(ctx.db.system, {
      grantId,
      fence: grant.fence,
      refreshTokenSealed: grant.refreshTokenSealed,
    });
    return isEnded ? "reconnect_required" : "busy";
  }
  if (outcome.refreshToken === null) return postpone(ctx, grant, "unavailable");
  const expiresInMs = outcome.expiresInSeconds * 1000;
  const isStored = await storeGrantTokens(ctx.db.system, {
    grantId,
    fence: grant.fence,
    accessTokenSealed: sealSecret(
      ctx.keyRing,
      tokenPlace(grantId, "access_token_sealed"),
      outcome.accessToken,
    ),
    refreshTokenSealed: sealSecret(
      ctx.keyRing,
      tokenPlace(grantId, "refresh_token_sealed"),
      outcome.refreshToken,
    ),
    expiresInMs,
    refreshInMs: refreshDelayMs(expiresInMs, durations.refreshMarginMs),
    keepAliveMs: durations.grantKeepAliveMs,
  });
  return isStored ? "refreshed" : "busy";
}

/** Ten minutes before the end; half-way where a token lives no longer than that. */
export function refreshDelayMs(expiresInMs: number, marginMs: number): number {
  return Math.max(expiresInMs - marginMs, expiresInMs / 2);
}

/** The associated data under which a grant's tokens are sealed. A grant belongs to no tenant. */
export function tokenPlace(grantId: string, column: "access_token_sealed" | "refresh_token_sealed") {
  return { tenantId: null, rowId: grantId, column };
}

async function postpone(
  ctx: ServiceContext,
  grant: GrantTokens & { fence: string },
  result: RefreshResult,
): Promise<RefreshResult> {
  const { parkBaseMs, parkCapMs } = ctx.durations;
  const afterMs = fullJitter({
    attempt: grant.refreshTries + 1,
    baseMs: parkBaseMs,
    capMs: parkCapMs,
    random: ctx.random(),
  });
  await postponeGrant(ctx.db.system, { grantId: grant.id, fence: grant.fence, afterMs });
  return result;
}
