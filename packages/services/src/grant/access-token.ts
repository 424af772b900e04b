import { openSecret } from "@counterfoil/db/sealed-secret";
import { readGrantOfConnection } from "@counterfoil/db/system/grants";
import type { ServiceContext } from "../context.ts";
import { refreshGrant, tokenPlace } from "./refresh-grant.ts";

export type AccessToken =
  | {
      ok: true;
      accessToken: string;
      grantId: string;
      /** The stored form, to tell whether it is still the newest. */
      accessTokenSealed: string;
      /** So new that only a refused connection explains a 401. */
      isFreshToken: boolean;
    }
  | { ok: false; problem: "reconnect_required" | "unavailable" };

/** A token that outlives one call. Due rows refresh it long before; here only what slipped through is refreshed in line. */
export async function accessToken(ctx: ServiceContext, connectionId: string): Promise<AccessToken> {
  const first = await usable(ctx, connectionId);
  if (first !== "stale") return first;
  const grant = await readGrantOfConnection(ctx.db.system, connectionId);
  if (grant) await refreshGrant(ctx, grant.id);
  const second = await usable(ctx, connectionId);
  return second === "stale" ? { ok: false, problem: "unavailable" } : second;
}

/**
 * Xero refused a token that by our clock was good. Renews it unless somebody has: of five calls that are refused together
 * one refreshes. True when there is a newer one to go on with.
 */
export async function refreshRefusedToken(
  ctx: ServiceContext,
  refused: { connectionId: string; grantId: string; accessTokenSealed: string },
): Promise<boolean> {
  const isReplaced = async () => {
    const grant = await readGrantOfConnection(ctx.db.system, refused.connectionId);
    return grant?.accessTokenSealed !== refused.accessTokenSealed;
  };
  if (await isReplaced()) return true;
  const result = await refreshGrant(ctx, refused.grantId);
  return result === "refreshed" || (await isReplaced());
}

async function usable(ctx: ServiceContext, connectionId: string): Promise<AccessToken | "stale"> {
  const grant = await readGrantOfConnection(ctx.db.system, connectionId);
  if (grant?.status !== "active") return { ok: false, problem: "reconnect_required" };
  const { accessTokenSealed } = grant;
  if (accessTokenSealed === null || grant.accessLeftMs <= ctx.durations.ledgerCallTimeoutMs) return "stale";
  return {
    ok: true,
    accessToken: openSecret(ctx.keyRing, tokenPlace(grant.id, "access_token_sealed"), accessTokenSealed),
    grantId: grant.id,
    accessTokenSealed,
    isFreshToken: grant.tokenAgeMs < ctx.durations.minuteWindowMs,
  };
}
