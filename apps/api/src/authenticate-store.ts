import { isCounterfoilError } from "@counterfoil/core/errors";
import {
  type OutboundTokenClaims,
  type OutboundTokenProblem,
  readUnverifiedSubject,
  verifyOutboundToken,
} from "@counterfoil/magento/verify-outbound-token";
import { promoteStoreKey } from "@counterfoil/services/pairing/promote-store-key";
import type { StoreKeys } from "@counterfoil/services/store/store-key-cache";
import type { ApiContext } from "./context.ts";
import type { Refusal } from "./error-reply.ts";

export type AuthenticatedStore = { tenantId: string; storeId: string; claims: OutboundTokenClaims };
type Authentication = { ok: true; store: AuthenticatedStore } | { ok: false; refusal: Refusal };

/**
 * Who sent this request. `storeId` is the one in the path, or null where the token alone names it. A store gives up an event at the
 * first 4xx, so 401 is said only of a token that no repetition can cure, and never on the word of cached keys alone.
 */
export async function authenticateStore(
  ctx: ApiContext,
  input: { authorization: string | undefined; storeId: string | null },
): Promise<Authentication> {
  const token = /^bearer +(\S+)$/i.exec(input.authorization ?? "")?.[1];
  if (!token) return refuse(401, "unauthorized", "The request carries no bearer token.");
  const storeId = input.storeId ?? readUnverifiedSubject(token);
  if (storeId === null) return refuse(401, "unauthorized", SENTENCES.malformed);
  if (!STORE_ID.test(storeId)) return refuse(...UNKNOWN_STORE);

  const cached = ctx.storeKeys.cached(storeId);
  const first = cached ? await verify(ctx, { token, store: cached }) : null;
  if (first && (first.ok || first.refusal.status === 503)) return first;
  const store = await readFresh(ctx, storeId);
  if (store === "unavailable")
    return refuse(503, "unavailable", "The store could not be looked up just now. Send it again later.");
  return store ? verify(ctx, { token, store }) : refuse(...UNKNOWN_STORE);
}

async function verify(
  ctx: ApiContext,
  { token, store }: { token: string; store: StoreKeys },
): Promise<Authentication> {
  const now = ctx.now();
  const { tenantId, storeId } = store;
  const usable = store.keys.filter(({ expiresAt }) => expiresAt === null || expiresAt > now);
  if (usable.length === 0)
    return store.status === "disconnected"
      ? refuse(401, "revoked", "This store was disconnected. Pair it again to go on.")
      : refuse(...UNKNOWN_STORE);
  for (const key of usable) {
    const result = verifyOutboundToken({ token, key: key.verifyingKey, storeId, now });
    if (result.ok) {
      if (key.slot === "pending") await promote(ctx, { tenantId, storeId, keyId: key.id });
      return { ok: true, store: { tenantId, storeId, claims: result.claims } };
    }
    if (result.problem !== "bad_signature")
      return refuse(
        result.status,
        result.status === 401 ? "unauthorized" : "clock",
        SENTENCES[result.problem],
      );
  }
  return refuse(401, "unauthorized", SENTENCES.bad_signature);
}

/** The token proves that the store took the key over. If this fails, the next token does it. */
async function promote(
  ctx: ApiContext,
  key: { tenantId: string; storeId: string; keyId: string },
): Promise<void> {
  try {
    await promoteStoreKey(ctx, key);
    ctx.storeKeys.forget(key.storeId);
    ctx.log.info({ storeId: key.storeId }, "a token proved the pending key");
  } catch (error) {
    ctx.log.warn({ storeId: key.storeId, err: error }, "the pending key could not be promoted");
  }
}

async function readFresh(ctx: ApiContext, storeId: string): Promise<StoreKeys | null | "unavailable"> {
  try {
    return await ctx.storeKeys.fresh(storeId);
  } catch (error) {
    if (!isCounterfoilError(error)) ctx.log.error({ storeId, err: error }, "a store's keys do not open");
    return "unavailable";
  }
}

function refuse(status: number, error: string, message: string): Authentication {
  return { ok: false, refusal: { status, error, message } };
}

const STORE_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const UNKNOWN_STORE = [503, "unknown_store", "We do not know this store yet. Send it again later."] as const;
const SENTENCES: Record<OutboundTokenProblem, string> = {
  malformed: "The bearer token is not one of ours.",
  unknown_algorithm: "The bearer token is not signed with HS256.",
  bad_signature: "The bearer token's signature does not match this store's key. Pair the store again.",
  wrong_issuer: "The bearer token was not issued by Magento.",
  wrong_audience: "The bearer token is meant for somebody else.",
  subject_mismatch: "The bearer token belongs to another store.",
  expired: "The bearer token has expired. Check that the store's clock is right.",
  not_yet_valid: "The bearer token is not valid yet. Check that the store's clock is right.",
  issued_ahead: "The bearer token was issued in the future. Check that the store's clock is right.",
  lifetime_too_long: "The bearer token is valid for too long. Check that the store's clock is right.",
};
