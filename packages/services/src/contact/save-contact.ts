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

/** A contact is a level: a draft that differs from what was sent queues an update. */
export async function saveContact(
  client: TenantClient,
  input: {
    storeId: string;
    binding: { id: string; environment: string; xeroTenantId: string };
    contact: PlannedContact;
  },
): Promise<{ id: string; isInXero: boolean }> {
  const { storeId, binding } = input;
  const { key, mark, draft, hash, makesOnly } = input.contact;
  const identity = [binding.environment, binding.xeroTenantId, storeId, key];
  await client.query(
    `INSERT INTO posting AS p (tenant_id, environment, xero_tenant_id, store_id, kind, magento_key, mark, binding_id, state, draft, draft_hash, number)
     VALUES (current_setting('app.tenant_id')::uuid, $1, $2, $3, 'contact', $4, $5, $6, 'planned', $7, $8, $9)
     ON CONFLICT (environment, xero_tenant_id, store_id, kind, magento_key) DO UPDATE
       SET binding_id = excluded.binding_id, draft = excluded.draft, draft_hash = excluded.draft_hash, state = 'planned', reason = NULL,
           reason_params = '{}', refusals = CASE WHEN p.state = 'planned' THEN p.refusals ELSE '{}' END,
           batch_max = 50, next_run_at = now(), updated_at = now()
       WHERE p.state IN ('queued', 'waiting', 'held', 'skipped', 'failed')
          OR (p.state = 'planned' AND $10 AND p.draft_hash <> excluded.draft_hash)
          OR (p.state = 'posted' AND $10 AND p.sent_hash IS DISTINCT FROM excluded.draft_hash)`,
    [...identity, mark, binding.id, JSON.stringify(draft), hash, draft.contactNumber, !makesOnly],
  );
  const { rows } = await client.query<{ id: string; isInXero: boolean }>(
    `SELECT id, xero_id IS NOT NULL AS "isInXero" FROM posting
     WHERE environment = $1 AND xero_tenant_id = $2 AND store_id = $3 AND kind = 'contact' AND magento_key = $4`,
    identity,
  );
  return rows[0] as { id: string; isInXero: boolean };
}
