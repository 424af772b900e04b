import { randomUUID } from "node:crypto";
import { durations } from "@counterfoil/core/retry";
import type { Database } from "@counterfoil/db/database";
import { parseKeyRing } from "@counterfoil/db/sealed-secret";
import { createStorefront } from "@counterfoil/magento/storefront";
import { createXeroApps } from "@counterfoil/xero/xero-apps";
import { DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET } from "@counterfoil/xero-simulator/options";
import type { Actor, Role, ServiceContext } from "../src/context.ts";
import { signUp } from "../src/member/sign-up.ts";

export const PUBLIC_URL = "http://localhost:3000";

/** The services' context over a test database; `xeroOrigin` is a running simulator, or nothing that answers. */
export function testContext(db: Database, xeroOrigin = "http://127.0.0.1:9"): ServiceContext {
  const now = () => new Date();
  const scaled = durations(1);
  return {
    db,
    keyRing: parseKeyRing(`test:${"5a".repeat(32)}`),
    now,
    random: () => 0.5,
    durations: scaled,
    publicUrl: PUBLIC_URL,
    storefront: createStorefront({ timeoutMs: 2_000, allowPrivateUrls: true, now }),
    ...createXeroApps(
      {
        XERO_SANDBOX_CLIENT_ID: DEFAULT_CLIENT_ID,
        XERO_SANDBOX_CLIENT_SECRET: DEFAULT_CLIENT_SECRET,
        XERO_SANDBOX_ORIGIN: xeroOrigin,
        XERO_PRODUCTION_CLIENT_ID: undefined,
        XERO_PRODUCTION_CLIENT_SECRET: undefined,
        XERO_PRODUCTION_ORIGIN: undefined,
      },
      { callTimeoutMs: 5_000, identityTimeoutMs: 5_000 },
    ),
    log: { info() {}, warn() {}, error() {} },
  };
}

/** A tenant of its own with its owner, so that no test sees another's rows. */
export async function newMerchant(ctx: ServiceContext): Promise<Actor & { email: string }> {
  const email = `${randomUUID()}@example.com`;
  const input = { name: "Ada Fern", company: "Fern & Flint", email, password: "correct horse battery" };
  const { userId, tenantId } = await signUp(ctx, input);
  return { userId, tenantId, role: "owner", email };
}

export function as(actor: Actor, role: Role): Actor {
  return { ...actor, role };
}

/** A paired store, without a store behind it. */
export async function newStore(
  ctx: ServiceContext,
  actor: Actor,
  baseUrl = `https://${randomUUID().slice(0, 8)}.example`,
): Promise<string> {
  return ctx.db.withTenant(actor.tenantId, async (tx) => {
    const store = await tx.store.create({
      data: {
        tenantId: actor.tenantId,
        code: randomUUID().slice(0, 8),
        baseUrl,
        status: "active",
        pairedAt: ctx.now(),
        guestSecretSealed: "unused",
      },
    });
    return store.id;
  });
}
