import { type ContactChoice, foldEmail, foldName } from "@counterfoil/core/contact-directory";
import type { ContactDraft } from "@counterfoil/core/draft";
import type { LedgerElement } from "@counterfoil/core/ports";
import type { TenantClient } from "@counterfoil/db/database";

export type WrittenContact = {
  postingId: string;
  draft: ContactDraft;
  choice: ContactChoice | null;
  element: Extract<LedgerElement, { ok: true }>;
};

/** What our own calls made of contacts is in the directory with the answer, so that the next call knows it. */
export async function noteWrittenContacts(
  client: TenantClient,
  written: readonly WrittenContact[],
): Promise<void> {
  if (written.length === 0) return;
  const rows = written.map(({ postingId, draft, choice, element }) => ({
    postingId,
    sentName: draft.name,
    contactId: element.xeroId,
    nameKey: foldName(element.name ?? draft.name),
    numberKey: element.number === null ? null : foldName(element.number),
    // An adopted contact was chosen for having this address.
    emailKey: draft.emailAddress === null || choice?.do === "use" ? null : foldEmail(draft.emailAddress),
    status: element.status ?? "ACTIVE",
  }));
  await client.query(
    `WITH written AS (
       SELECT t.*, p.tenant_id, b.organisation_id
       FROM jsonb_to_recordset($1) AS t ("postingId" uuid, "sentName" text, "contactId" uuid, "nameKey" text, "numberKey" text, "emailKey" text, status text)
       JOIN posting p ON p.id = t."postingId" JOIN binding b ON b.id = p.binding_id
     ), named AS (
       UPDATE posting p SET sent_name = w."sentName" FROM written w WHERE p.id = w."postingId" AND p.state = 'posted'
     )
     INSERT INTO ledger_contact AS l (organisation_id, contact_id, tenant_id, name_key, email_key, number_key, status, seen_at)
     SELECT DISTINCT ON (organisation_id, "contactId") organisation_id, "contactId", tenant_id, "nameKey", "emailKey", "numberKey", status, clock_timestamp()
     FROM written
     ON CONFLICT (organisation_id, contact_id) DO UPDATE
       SET name_key = excluded.name_key, email_key = coalesce(excluded.email_key, l.email_key), number_key = excluded.number_key,
           status = excluded.status, seen_at = excluded.seen_at`,
    [JSON.stringify(rows)],
  );
}

/** Xero says something else than the directory: it is read again before the next decision. */
export async function askForReading(client: TenantClient, postingIds: readonly string[]): Promise<void> {
  if (postingIds.length === 0) return;
  await client.query(
    `INSERT INTO contact_directory AS d (organisation_id, tenant_id, due_at)
     SELECT DISTINCT b.organisation_id, b.tenant_id, now() FROM posting p JOIN binding b ON b.id = p.binding_id WHERE p.id = ANY ($1)
     ON CONFLICT (organisation_id) DO UPDATE SET due_at = now()`,
    [postingIds],
  );
}

/**
 * The contacts of documents that Xero refused because theirs is archived or merged: decided again before those documents
 * go. Not one that has been decided since the call was started. `againMs`: until a document whose contact is busy tries again.
 */
export async function decideContactsAgain(
  client: TenantClient,
  input: { documentPostingIds: readonly string[]; attemptId: string; againMs: number },
): Promise<void> {
  const { documentPostingIds, attemptId, againMs } = input;
  if (documentPostingIds.length === 0) return;
  // Through `queued` in one step.
  await client.query(
    `UPDATE posting c SET state = 'planned', reason = NULL, reason_params = '{}', refusals = c.refusals || ('contact:' || c.xero_id), xero_id = NULL, next_run_at = now(), updated_at = now()
     FROM attempt a
     WHERE a.id = $2 AND c.kind = 'contact' AND c.xero_id IS NOT NULL AND c.state IN ('posted', 'planned', 'held', 'failed')
       AND coalesce(c.posted_at <= a.started_at, true)
       AND c.id IN (SELECT parent_id FROM posting_dependency WHERE posting_id = ANY ($1))`,
    [documentPostingIds, attemptId],
  );
  // Where their contact could not be decided again yet, e.g. because a call of its own is on its way, they wait a moment.
  await client.query(
    `UPDATE posting p SET next_run_at = now() + $2 * interval '1 ms' WHERE p.id = ANY ($1) AND p.state = 'planned'
       AND NOT EXISTS (SELECT 1 FROM posting_dependency d JOIN posting c ON c.id = d.parent_id AND c.kind = 'contact'
                       WHERE d.posting_id = p.id AND c.xero_id IS NULL)`,
    [documentPostingIds, againMs],
  );
  await askForReading(client, documentPostingIds);
}
