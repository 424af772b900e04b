import { createHash } from "node:crypto";
import { type ContactDraft, contactDraftSchema } from "@counterfoil/core/draft";
import { contactNumber, guestKey, markOf } from "@counterfoil/core/identity";
import { contactKey, planContact, SHARED_KEY, withProfile } from "@counterfoil/core/plan/contact";
import { type Policy, policySchema } from "@counterfoil/core/policy";
import { fullJitter } from "@counterfoil/core/retry";
import type { SaleCustomer } from "@counterfoil/core/sale";
import type { TenantClient } from "@counterfoil/db/database";
import { openSecret } from "@counterfoil/db/sealed-secret";
import type { StoreLane } from "@counterfoil/db/system/lanes";
import { WORK_CHANNEL } from "@counterfoil/db/work-channel";
import type { ServiceContext } from "../context.ts";
import { storeAccess } from "../pairing/open-store-key.ts";
import { parkStore, unparkStore } from "../posting/park-store.ts";
import { type GatheredCustomer, gatherCustomers } from "./gather-customers.ts";
import { knowCustomers } from "./know-customers.ts";
import { refreshCustomers } from "./refresh-customers.ts";
import { saveContacts } from "./save-contacts.ts";

/** How often Magento may say "no such customer" before we believe it: a read replica lags behind the event. */
const NOT_FOUND_TRIES = 4;
const BATCH = 50;

type DueCustomer = { id: number; tries: number };
type Store = { code: string; guestSecretSealed: string };
type CustomerBinding = {
  id: string;
  environment: "production" | "sandbox";
  xeroTenantId: string;
  policy: Policy;
};
type Due = { store: Store; bindings: CustomerBinding[]; customers: DueCustomer[] };

/** Fetches customers that events announced and makes or changes their contacts at every binding that syncs customers. True when there may be more. */
export async function prepareCustomers(
  ctx: ServiceContext,
  lane: StoreLane,
  endsAt: number,
): Promise<boolean> {
  const due = await ctx.db.withTenantSql(lane.tenantId, (client) => listDue(client, lane.storeId));
  if (due === null) return false;
  const access = await storeAccess(ctx, lane);
  const ids = due.customers.map(({ id }) => id);
  const gathered = await gatherCustomers(ctx, { access, ids, endsAt });
  if (gathered.isStoreDown) {
    await parkStore(ctx, lane, gathered.problem);
    return false;
  }
  await ctx.db.withTenantSql(lane.tenantId, async (client) => {
    await record(ctx, { client, lane, due, customers: gathered.customers });
    await client.query(`SELECT pg_notify('${WORK_CHANNEL}', '')`);
  });
  if (gathered.customers.size > 0) await unparkStore(ctx, lane);
  return due.customers.length === BATCH;
}

/** Null when nothing can be done now. Without a started binding that wants them they wait until there is one. */
async function listDue(client: TenantClient, storeId: string): Promise<Due | null> {
  const { rows: customers } = await client.query<DueCustomer>(
    `SELECT c.magento_id::float8 AS id, c.tries FROM customer c JOIN store s ON s.id = c.store_id
     WHERE c.store_id = $1 AND c.next_run_at <= now() AND coalesce(s.parked_until <= now(), true)
     ORDER BY c.next_run_at, c.magento_id LIMIT ${BATCH}`,
    [storeId],
  );
  if (customers.length === 0) return null;
  const { rows } = await client.query<Omit<CustomerBinding, "policy"> & { policy: unknown }>(
    `SELECT b.id, b.environment, b.xero_tenant_id AS "xeroTenantId", p.body AS policy
     FROM binding b JOIN policy p ON p.binding_id = b.id AND p.version = b.policy_version
     WHERE b.store_id = $1 AND b.status = 'active' AND b.started_at IS NOT NULL AND p.body->'syncCustomers' = 'true'
     ORDER BY b.id FOR SHARE OF b`,
    [storeId],
  );
  if (rows.length === 0) {
    await client.query("UPDATE customer SET next_run_at = NULL WHERE store_id = $1", [storeId]);
    return null;
  }
  const { rows: stores } = await client.query<Store>(
    `SELECT code, guest_secret_sealed AS "guestSecretSealed" FROM store WHERE id = $1`,
    [storeId],
  );
  const bindings = rows.map((row) => ({ ...row, policy: policySchema.parse(row.policy) }));
  return { store: stores[0] as Store, bindings, customers };
}

async function record(
  ctx: ServiceContext,
  input: {
    client: TenantClient;
    lane: StoreLane;
    due: Due;
    customers: ReadonlyMap<number, GatheredCustomer>;
  },
): Promise<void> {
  const { client, lane, due } = input;
  const { storeId, tenantId } = lane;
  const place = { tenantId, rowId: storeId, column: "guest_secret_sealed" };
  const guestSecret = openSecret(ctx.keyRing, place, due.store.guestSecretSealed);
  const found: SaleCustomer[] = [];
  for (const { id, tries } of due.customers) {
    const answer = input.customers.get(id);
    if (!answer) continue;
    if ("problem" in answer) await postpone(ctx, { client, storeId, id, tries, problem: answer.problem });
    else found.push(answer.customer);
  }
  await knowCustomers(client, { storeId, guestSecret, customers: found });
  const postingIds: string[] = [];
  for (const customer of found)
    for (const binding of due.bindings) {
      const saved = await saveCustomer(client, { storeId, store: due.store, guestSecret, binding, customer });
      if (saved !== null) postingIds.push(saved);
    }
  await client.query(
    "UPDATE customer SET next_run_at = NULL, tries = 0, first_failed_at = NULL WHERE store_id = $1 AND magento_id = ANY ($2::bigint[])",
    [storeId, found.map(({ magentoId }) => magentoId)],
  );
  await refreshCustomers(client, postingIds);
}

/** Its contact's posting; null where the binding puts the customer into a contact that several share. */
async function saveCustomer(
  client: TenantClient,
  input: {
    storeId: string;
    store: Store;
    guestSecret: string;
    binding: CustomerBinding;
    customer: SaleCustomer;
  },
): Promise<string | null> {
  const { storeId, store, guestSecret, binding, customer } = input;
  const { environment, xeroTenantId, policy } = binding;
  const key = contactKey({ customer, guestKey: guestKey(guestSecret, customer.email), policy });
  if (key === SHARED_KEY) return null;
  const number = contactNumber(store.code, key);
  const profile = planContact({ customer, key, contactNumber: number, policy });
  const standing = await standingDraft(client, [environment, xeroTenantId, storeId, key]);
  const draft = standing ? withProfile(standing, profile) : profile;
  const contact = {
    key,
    mark: markOf({ environment, xeroTenantId, storeId, kind: "contact", magentoKey: key }),
    draft,
    hash: createHash("sha256").update(JSON.stringify(draft)).digest("hex"),
    makesOnly: false,
  };
  // No document waits for it here.
  const contacts = [{ binding: { id: binding.id, environment, xeroTenantId }, contact, isBackfill: true }];
  const [saved] = await saveContacts(client, { storeId, contacts });
  return saved?.id ?? null;
}

async function standingDraft(client: TenantClient, identity: string[]): Promise<ContactDraft | null> {
  const { rows } = await client.query<{ draft: unknown }>(
    `SELECT draft FROM posting WHERE environment = $1 AND xero_tenant_id = $2 AND store_id = $3 AND kind = 'contact' AND magento_key = $4
       AND draft IS NOT NULL FOR UPDATE`,
    identity,
  );
  return rows[0] ? contactDraftSchema.parse(rows[0].draft) : null;
}

/** A customer whom Magento does not have, or whom we cannot read, is left; its documents bring their own. */
async function postpone(
  ctx: ServiceContext,
  input: { client: TenantClient; storeId: string; id: number; tries: number; problem: string },
): Promise<void> {
  const { client, storeId, id, tries, problem } = input;
  const isFinal = problem === "invalid" || (problem === "not_found" && tries >= NOT_FOUND_TRIES);
  if (isFinal) ctx.log.warn({ storeId, customerId: id, problem }, "a customer is left out");
  const { documentRetryBaseMs, documentRetryCapMs } = ctx.durations;
  const waitMs = fullJitter({
    attempt: tries + 1,
    baseMs: documentRetryBaseMs,
    capMs: documentRetryCapMs,
    random: ctx.random(),
  });
  await client.query(
    `UPDATE customer SET tries = tries + 1, first_failed_at = coalesce(first_failed_at, now()), next_run_at = now() + $3 * interval '1 ms'
     WHERE store_id = $1 AND magento_id = $2`,
    [storeId, id, isFinal ? null : waitMs],
  );
}
