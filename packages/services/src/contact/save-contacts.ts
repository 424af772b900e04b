import type { ContactDraft } from "@counterfoil/core/draft";
import type { TenantClient } from "@counterfoil/db/database";

export type PlannedContact = {
  key: string;
  mark: string;
  draft: ContactDraft;
  hash: string;
  /** Its document tells too little of the customer to change one that is there: credit memos, and guests who are a customer. */
  makesOnly: boolean;
};

export type OwnedContact = {
  binding: { id: string; environment: string; xeroTenantId: string };
  contact: PlannedContact;
  /** Nothing that has just happened waits for it. */
  isBackfill: boolean;
};

export type SavedContact = { id: string; isInXero: boolean };

/**
 * A contact is a level: a draft that differs from what was sent queues an update. Of several drafts of one contact the newest
 * that may change it counts. Answers in the order of `contacts`.
 */
export async function saveContacts(
  client: TenantClient,
  input: { storeId: string; contacts: readonly OwnedContact[] },
): Promise<SavedContact[]> {
  const { storeId, contacts } = input;
  if (contacts.length === 0) return [];
  const chosen = new Map<string, OwnedContact>();
  for (const each of contacts)
    if (!each.contact.makesOnly || !chosen.has(nameOf(each))) chosen.set(nameOf(each), each);
  const fresh = new Set(contacts.filter(({ isBackfill }) => !isBackfill).map(nameOf));
  const rows = [...chosen].map(([name, { binding, contact }]) => ({
    environment: binding.environment,
    xero_tenant_id: binding.xeroTenantId,
    magento_key: contact.key,
    mark: contact.mark,
    binding_id: binding.id,
    draft: contact.draft,
    hash: contact.hash,
    number: contact.draft.contactNumber,
    mayChange: !contact.makesOnly,
    is_backfill: !fresh.has(name),
  }));
  // Sorted, so that no two wait for each other. ON CONFLICT sees only the table's columns: who may change is told apart by statement.
  for (const mayChange of [true, false]) {
    const alike = rows.filter((row) => row.mayChange === mayChange);
    if (alike.length === 0) continue;
    await client.query(
      `INSERT INTO posting AS p (tenant_id, environment, xero_tenant_id, store_id, kind, magento_key, mark, binding_id, state, draft, draft_hash, number, is_backfill)
       SELECT current_setting('app.tenant_id')::uuid, t.environment, t.xero_tenant_id, $1, 'contact', t.magento_key, t.mark, t.binding_id, 'planned',
              t.draft, t.hash, t.number, t.is_backfill
       FROM jsonb_to_recordset($2) AS t (${COLUMNS}) ORDER BY t.environment, t.xero_tenant_id, t.magento_key
       ON CONFLICT (environment, xero_tenant_id, store_id, kind, magento_key) DO UPDATE
         SET binding_id = excluded.binding_id, draft = excluded.draft, draft_hash = excluded.draft_hash, state = 'planned',
             is_backfill = excluded.is_backfill AND (p.is_backfill OR p.state <> 'planned'), reason = NULL,
             reason_params = '{}', refusals = CASE WHEN p.state = 'planned' THEN p.refusals ELSE '{}' END,
             batch_max = 50, next_run_at = now(), updated_at = now()
         WHERE p.state IN ('queued', 'waiting', 'held', 'skipped', 'failed')
            OR (p.state = 'planned' AND $3 AND p.draft_hash <> excluded.draft_hash)
            OR (p.state = 'posted' AND $3 AND p.sent_hash IS DISTINCT FROM excluded.draft_hash)`,
      [storeId, JSON.stringify(alike), mayChange],
    );
  }
  // Also one that was on its way already.
  if (fresh.size > 0)
    await client.query(
      `UPDATE posting p SET is_backfill = false FROM jsonb_to_recordset($2) AS t (${COLUMNS})
       WHERE NOT t.is_backfill AND p.environment = t.environment AND p.xero_tenant_id = t.xero_tenant_id AND p.store_id = $1
         AND p.kind = 'contact' AND p.magento_key = t.magento_key AND p.is_backfill`,
      [storeId, JSON.stringify(rows)],
    );
  const saved = await client.query<SavedContact & { name: string }>(
    `SELECT p.id, p.xero_id IS NOT NULL AS "isInXero", concat_ws(' ', p.environment, p.xero_tenant_id, p.magento_key) AS name
     FROM posting p JOIN jsonb_to_recordset($2) AS t (${COLUMNS})
       ON p.environment = t.environment AND p.xero_tenant_id = t.xero_tenant_id AND p.magento_key = t.magento_key
     WHERE p.store_id = $1 AND p.kind = 'contact'`,
    [storeId, JSON.stringify(rows)],
  );
  const byName = new Map(saved.rows.map(({ name, id, isInXero }) => [name, { id, isInXero }]));
  return contacts.map((each) => byName.get(nameOf(each)) as SavedContact);
}

function nameOf({ binding, contact }: OwnedContact): string {
  return `${binding.environment} ${binding.xeroTenantId} ${contact.key}`;
}

const COLUMNS =
  "environment text, xero_tenant_id uuid, magento_key text, mark text, binding_id uuid, draft jsonb, hash text, number text, is_backfill boolean";
