import { guestKey } from "@counterfoil/core/identity";
import type { SaleCustomer } from "@counterfoil/core/sale";
import type { TenantClient } from "@counterfoil/db/database";

/**
 * Remembers whose e-mail addresses the registered customers' are and says of guests whether theirs is one of them: that
 * guest is that customer. Null for everybody else. Only HMACs under the store's own secret are kept.
 */
export async function knowCustomers(
  client: TenantClient,
  input: { storeId: string; guestSecret: string; customers: readonly SaleCustomer[] },
): Promise<(customer: SaleCustomer) => number | null> {
  const { storeId, guestSecret } = input;
  const keyOf = ({ email }: SaleCustomer) => (email.trim() === "" ? null : guestKey(guestSecret, email));
  const registered = new Map<number, string>();
  const guests = new Set<string>();
  for (const customer of input.customers) {
    const key = keyOf(customer);
    if (key === null) continue;
    if (customer.magentoId === 0) guests.add(key);
    else registered.set(customer.magentoId, key);
  }
  if (registered.size > 0) await remember(client, { storeId, registered });
  const known = guests.size > 0 ? await findCustomers(client, { storeId, keys: [...guests] }) : new Map();
  return (customer) => (customer.magentoId === 0 ? (known.get(keyOf(customer)) ?? null) : null);
}

/** The first customer of an address keeps it; whoever changes theirs gives the old one up. */
async function remember(
  client: TenantClient,
  input: { storeId: string; registered: ReadonlyMap<number, string> },
): Promise<void> {
  const rows = JSON.stringify([...input.registered].map(([id, key]) => ({ id, key })));
  await client.query(
    `DELETE FROM customer_email e USING jsonb_to_recordset($2) AS t (id bigint, key text)
     WHERE e.store_id = $1 AND e.magento_id = t.id AND e.email_key <> t.key`,
    [input.storeId, rows],
  );
  await client.query(
    `INSERT INTO customer_email (store_id, email_key, tenant_id, magento_id)
     SELECT $1, t.key, current_setting('app.tenant_id')::uuid, t.id FROM jsonb_to_recordset($2) AS t (id bigint, key text) ORDER BY t.key, t.id
     ON CONFLICT DO NOTHING`,
    [input.storeId, rows],
  );
}

/** The registered customers of addresses, by guest key. */
export async function findCustomers(
  client: TenantClient,
  input: { storeId: string; keys: string[] },
): Promise<Map<string, number>> {
  const { rows } = await client.query<{ key: string; id: number }>(
    `SELECT email_key AS key, magento_id::float8 AS id FROM customer_email WHERE store_id = $1 AND email_key = ANY ($2)`,
    [input.storeId, input.keys],
  );
  return new Map(rows.map(({ key, id }) => [key, id]));
}
