import { randomUUID } from "node:crypto";
import { durations } from "@counterfoil/core/retry";
import type { Database } from "@counterfoil/db/database";
import { parseKeyRing } from "@counterfoil/db/sealed-secret";
import { createStorefront } from "@counterfoil/magento/storefront";
import { createXeroApps } from "@counterfoil/xero/xero-apps";
import { DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET } from "@counterfoil/xero-simulator/options";
import type { Actor, Environment, Mail, Role, ServiceContext } from "../src/context.ts";
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

/** The same, and the mails that go out are kept. */
export function keepingMails(ctx: ServiceContext): ServiceContext & { sent: Mail[] } {
  const sent: Mail[] = [];
  return {
    ...ctx,
    sent,
    sendMail: async (mail) => {
      sent.push(mail);
    },
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

type NewOrganisation = { organisationId: string; xeroTenantId: string };

/** An organisation with a connection, without a Xero behind it. */
export async function newOrganisation(
  ctx: ServiceContext,
  actor: Actor,
  { environment = "sandbox", name = "Acme" }: { environment?: Environment; name?: string } = {},
): Promise<NewOrganisation> {
  const { rows } = await ctx.db.system.query<NewOrganisation>(
    `WITH g AS (INSERT INTO xero_grant (environment, xero_user_id) VALUES ($3, gen_random_uuid()) RETURNING id),
          o AS (INSERT INTO organisation (tenant_id, environment, xero_tenant_id, name) VALUES ($1, $3, gen_random_uuid(), $4) RETURNING *),
          c AS (INSERT INTO connection (tenant_id, environment, organisation_id, grant_id, xero_connection_id, scopes, consented_by, consented_at)
                SELECT $1, $3, o.id, g.id, gen_random_uuid(), '{}', $2, now() FROM o, g)
     SELECT id AS "organisationId", xero_tenant_id AS "xeroTenantId" FROM o`,
    [actor.tenantId, actor.userId, environment, name],
  );
  if (!rows[0]) throw new Error("no organisation was made");
  return rows[0];
}

/** A binding that has started, of a new store unless one is given and of a new organisation. */
export async function newBinding(
  ctx: ServiceContext,
  actor: Actor,
  given: { storeId?: string; organisation?: string; storeFilter?: number[] } = {},
): Promise<NewOrganisation & { bindingId: string; storeId: string }> {
  const storeId = given.storeId ?? (await newStore(ctx, actor));
  const organisation = await newOrganisation(
    ctx,
    actor,
    given.organisation ? { name: given.organisation } : {},
  );
  const { rows } = await ctx.db.system.query<{ id: string }>(
    `INSERT INTO binding (tenant_id, environment, store_id, organisation_id, xero_tenant_id, started_at, website_filter, store_filter)
     VALUES ($1, 'sandbox', $2, $3, $4, now(), '{}', $5) RETURNING id`,
    [
      actor.tenantId,
      storeId,
      organisation.organisationId,
      organisation.xeroTenantId,
      given.storeFilter ?? [],
    ],
  );
  if (!rows[0]) throw new Error("no binding was made");
  return { ...organisation, bindingId: rows[0].id, storeId };
}
