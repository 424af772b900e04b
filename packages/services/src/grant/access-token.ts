import { openSecret } from "@counterfoil/db/sealed-secret";
import { readGrantOfConnection } from "@counterfoil/db/system/grants";
import type { ServiceContext } from "../context.ts";
import { refreshGrant, tokenPlace } from "./refresh-grant.ts";

export type AccessToken =
  | {
      ok: true;
      accessToken: string;
      grantId: string /** So new that only a refused connection explains a 401. */;
      isFresh: boolean;
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

async function usable(ctx: ServiceContext, connectionId: string): Promise<AccessToken | "stale"> {
  const grant = await readGrantOfConnection(ctx.db.system, connectionId);
  if (grant?.status !== "active") return { ok: false, problem: "reconnect_required" };
  if (grant.accessTokenSealed === null || grant.accessLeftMs <= ctx.durations.ledgerCallTimeoutMs)
    return "stale";
  const token = openSecret(ctx.keyRing, tokenPlace(grant.id, "access_token_sealed"), grant.accessTokenSealed);
  return {
    ok: true,
    accessToken: token,
    grantId: grant.id,
    isFresh: grant.tokenAgeMs < ctx.durations.minuteWindowMs,
  };
}
