import { randomBytes, randomUUID } from "node:crypto";
import { limitOf } from "@counterfoil/core/plans";
import type { TenantTransaction } from "@counterfoil/db/database";
import { openSecret, sealSecret } from "@counterfoil/db/sealed-secret";
import type { Actor, ServiceContext } from "../context.ts";
import { hashOfCode } from "./explain-refused-code.ts";
import { proposeStoreCode } from "./propose-store-code.ts";
import { storeKeyPlace } from "./store-key-place.ts";

export type OpenPairing =
  | {
      ok: true;
      storeId: string;
      attemptId: string;
      keyId: string;
      apiKey: string;
      /** An earlier try handed this key over and got no answer: the store may hold it already. */
      wasOffered: boolean;
    }
  | { ok: false; plan: string };

/**
 * Everything that must stand before a store is called: its row (the same one for the same address), the key it will be given, and
 * the attempt. A key of a try without an answer is offered again rather than replaced, since the store may be signing with it.
 */
export async function openPairing(
  ctx: Pick<ServiceContext, "db" | "keyRing" | "now" | "durations">,
  actor: Actor,
  { baseUrl, pairingCode }: { baseUrl: string; pairingCode: string },
): Promise<OpenPairing> {
  const { tenantId, userId } = actor;
  return ctx.db.withTenant(tenantId, async (tx) => {
    // One at a time in a tenant, so that two tries at once can neither pass the plan's limit nor give a store two keys.
    await tx.$queryRaw`SELECT id FROM tenant WHERE id = ${tenantId}::uuid FOR UPDATE`;
    const known = await tx.store.findUnique({ where: { tenantId_baseUrl: { tenantId, baseUrl } } });
    const hasPlace = known !== null && known.pairedAt !== null && known.status !== "disconnected";
    const { plan } = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { plan: true } });
    if (!hasPlace && (await otherStoresInUse(tx, baseUrl)) >= limitOf(plan, "stores"))
      return { ok: false, plan };

    const store = known ?? (await createStore(ctx, tx, { tenantId, baseUrl }));
    await tx.$queryRaw`SELECT id FROM store WHERE id = ${store.id}::uuid FOR UPDATE`;
    const key = await offerKey(ctx, tx, { tenantId, storeId: store.id });
    // Should the answer get lost with us: the store is knocked at until it is known whether it holds the key.
    const askDueAt = new Date(ctx.now().getTime() + ctx.durations.storeKnockEveryMs);
    await tx.store.update({ where: { id: store.id }, data: { askDueAt } });
    const attempt = await tx.pairingAttempt.create({
      data: {
        tenantId,
        storeId: store.id,
        userId,
        baseUrl,
        codeHash: hashOfCode(pairingCode),
        startedAt: ctx.now(),
      },
    });
    return { ok: true, storeId: store.id, attemptId: attempt.id, ...key };
  });
}

function otherStoresInUse(tx: TenantTransaction, baseUrl: string): Promise<number> {
  return tx.store.count({
    where: {
      baseUrl: { not: baseUrl },
      status: { not: "disconnected" },
      OR: [{ pairedAt: { not: null } }, { keys: { some: {} } }],
    },
  });
}

async function createStore(
  ctx: Pick<ServiceContext, "keyRing">,
  tx: TenantTransaction,
  { tenantId, baseUrl }: { tenantId: string; baseUrl: string },
): Promise<{ id: string }> {
  const id = randomUUID();
  const place = { tenantId, rowId: id, column: "guest_secret_sealed" };
  const guestSecretSealed = sealSecret(ctx.keyRing, place, randomBytes(32).toString("hex"));
  for (let tries = 0; tries < CODE_TRIES; tries++) {
    const code = proposeStoreCode(baseUrl);
    // Codes are unique over all tenants, and a row of another tenant cannot be seen: only the insert can tell.
    const { count } = await tx.store.createMany({
      data: { id, tenantId, code, baseUrl, guestSecretSealed },
      skipDuplicates: true,
    });
    if (count === 1) return { id };
  }
  throw new Error("No free store code was found.");
}

async function offerKey(
  ctx: Pick<ServiceContext, "keyRing">,
  tx: TenantTransaction,
  { tenantId, storeId }: { tenantId: string; storeId: string },
): Promise<{ keyId: string; apiKey: string; wasOffered: boolean }> {
  const offered = await tx.storeKey.findUnique({ where: { storeId_slot: { storeId, slot: "pending" } } });
  if (offered) {
    const apiKey = openSecret(ctx.keyRing, storeKeyPlace({ tenantId, id: offered.id }), offered.sealed);
    return { keyId: offered.id, apiKey, wasOffered: true };
  }
  const id = randomUUID();
  // 256 random bits; the store takes the 64 digits as text.
  const apiKey = randomBytes(32).toString("hex");
  const sealed = sealSecret(ctx.keyRing, storeKeyPlace({ tenantId, id }), apiKey);
  await tx.storeKey.create({ data: { id, tenantId, storeId, slot: "pending", sealed } });
  return { keyId: id, apiKey, wasOffered: false };
}

const CODE_TRIES = 20;
