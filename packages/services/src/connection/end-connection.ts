import { openSecret } from "@counterfoil/db/sealed-secret";
import { concludeConnection, decideEnding, type EndingConnection } from "@counterfoil/db/system/connections";
import { readGrant } from "@counterfoil/db/system/grants";
import type { ServiceContext } from "../context.ts";
import { refreshGrant, tokenPlace } from "../grant/refresh-grant.ts";

/**
 * Takes away at Xero what was disconnected here, unless a connection of any tenant that lives is the same one there. What
 * Xero does not answer is tried again by the sweep. `/connect/revocation` is never called: it would end all of this user's.
 */
export async function endConnection(ctx: ServiceContext, connectionId: string): Promise<void> {
  const { system } = ctx.db;
  const ending = await decideEnding(system, { connectionId });
  if (!ending) return;
  const isOver = ending.isShared || (await deleteAtXero(ctx, ending));
  ctx.log.info({ connectionId, isShared: ending.isShared, isOver }, "a connection was ended");
  if (isOver) await concludeConnection(system, { connectionId, freshMs: ctx.durations.minuteWindowMs });
}

/** False when Xero gave no answer. Without a token that it takes there is nothing left that we could take away. */
async function deleteAtXero(ctx: ServiceContext, ending: EndingConnection): Promise<boolean> {
  const identity = ctx.identity[ending.environment];
  if (!identity) return false;
  let grant = await readGrant(ctx.db.system, ending.grantId);
  if (grant?.status === "active" && grant.accessLeftMs <= ctx.durations.ledgerCallTimeoutMs) {
    await refreshGrant(ctx, ending.grantId);
    grant = await readGrant(ctx.db.system, ending.grantId);
  }
  if (grant?.status !== "active" || grant.accessTokenSealed === null) return true;
  if (grant.accessLeftMs <= 0) return false;
  const place = tokenPlace(grant.id, "access_token_sealed");
  const outcome = await identity.deleteConnection({
    accessToken: openSecret(ctx.keyRing, place, grant.accessTokenSealed),
    connectionId: ending.xeroConnectionId,
  });
  return outcome.ok || outcome.problem !== "unavailable";
}
