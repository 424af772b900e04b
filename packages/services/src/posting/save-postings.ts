import { markOf } from "@counterfoil/core/identity";
import type { PostingState } from "@counterfoil/core/posting";
import type { ReasonCode, ReasonParams } from "@counterfoil/core/reasons";
import type { TenantClient } from "@counterfoil/db/database";
import { type SavedContact, saveContacts } from "../contact/save-contacts.ts";
import type { DueDocument } from "./list-due-documents.ts";
import type { PlannedDocument } from "./plan-due-document.ts";

/** A document under its binding's settings, of which these versions were used. */
export type PlannedPosting = {
  document: DueDocument;
  planned: PlannedDocument;
  policyVersion: number;
  referenceVersion: number;
};

/** What becomes of a document's own posting. */
export type MainPosting = {
  document: DueDocument;
  outcome: {
    state: Extract<PostingState, "planned" | "waiting" | "held" | "skipped" | "failed">;
    reason: ReasonCode | null;
    params: ReasonParams;
  };
  /** For a person: how its numbers were read, or what was tried and does not explain them. */
  explanation?: readonly string[];
  draft?: {
    body: object;
    number: string;
    currency: string;
    total: string;
    policyVersion: number;
    referenceVersion: number;
  };
};

/** Contacts' and documents' own postings, with the dependencies between them, in a few statements. What was sent already stays as it is. */
export async function savePostings(
  client: TenantClient,
  input: { storeId: string; postings: readonly PlannedPosting[] },
): Promise<void> {
  const { storeId } = input;
  const toPost = input.postings.filter(({ planned }) => isToPost(planned));
  const given = await contactsOfInvoices(client, {
    storeId,
    documents: toPost.map(({ document }) => document),
  });
  const own = toPost.filter(({ document }) => !given.has(document.id));
  const contacts = await saveContacts(client, {
    storeId,
    contacts: own.map(({ document, planned }) => {
      const { bindingId: id, environment, xeroTenantId, isBackfill } = document;
      return { binding: { id, environment, xeroTenantId }, contact: planned.contact, isBackfill };
    }),
  });
  const contactOf = new Map<string, SavedContact | undefined>([
    ...own.map(({ document }, index) => [document.id, contacts[index]] as const),
    ...given,
  ]);
  const saved = await saveMainPostings(client, {
    storeId,
    postings: input.postings.map((each) => mainOf(each, contactOf.get(each.document.id)?.isInXero ?? false)),
  });
  const pairs = [...saved].flatMap(([documentId, postingId]) => {
    const contact = contactOf.get(documentId);
    return contact ? [{ posting_id: postingId, parent_id: contact.id }] : [];
  });
  if (pairs.length === 0) return;
  await client.query(
    `WITH wanted AS (SELECT * FROM jsonb_to_recordset($1) AS t (posting_id uuid, parent_id uuid)), gone AS (
       DELETE FROM posting_dependency d USING wanted w WHERE d.posting_id = w.posting_id AND d.parent_id <> w.parent_id
     )
     INSERT INTO posting_dependency (tenant_id, posting_id, parent_id)
     SELECT current_setting('app.tenant_id')::uuid, posting_id, parent_id FROM wanted ON CONFLICT DO NOTHING`,
    [JSON.stringify(pairs)],
  );
}

/** A credit memo is its invoice's contact's, whoever that has become since: Xero allocates between documents of one contact only. */
async function contactsOfInvoices(
  client: TenantClient,
  input: { storeId: string; documents: readonly DueDocument[] },
): Promise<Map<string, SavedContact>> {
  const memoIds = input.documents.filter(({ kind }) => kind === "creditmemo").map(({ id }) => id);
  if (memoIds.length === 0) return new Map();
  const { rows } = await client.query<{ documentId: string; id: string }>(
    `SELECT d.id AS "documentId", contact.id FROM document d
     JOIN posting i ON i.environment = d.environment AND i.xero_tenant_id = d.xero_tenant_id AND i.store_id = $1 AND i.kind = 'invoice'
       AND i.magento_key = d.parent_magento_id::text AND i.state IN ('sending', 'posted', 'unconfirmed')
     JOIN posting_dependency own ON own.posting_id = i.id
     JOIN posting contact ON contact.id = own.parent_id AND contact.kind = 'contact' AND contact.xero_id IS NOT NULL
     WHERE d.id = ANY ($2)`,
    [input.storeId, memoIds],
  );
  return new Map(rows.map(({ documentId, id }) => [documentId, { id, isInXero: true }]));
}

const isToPost = ({ plan }: PlannedDocument) => plan.outcome !== "hold" && plan.outcome !== "skip";

function mainOf(posting: PlannedPosting, isContactInXero: boolean): MainPosting {
  const { document, planned, policyVersion, referenceVersion } = posting;
  const { plan } = planned;
  if (plan.outcome === "hold" || plan.outcome === "skip") {
    const state = plan.outcome === "hold" ? ("held" as const) : ("skipped" as const);
    const explanation = plan.outcome === "hold" ? (plan.explanation ?? []) : [];
    return { document, explanation, outcome: { state, reason: plan.reason, params: plan.params } };
  }
  return {
    document,
    outcome: isContactInXero
      ? { state: "planned", reason: null, params: {} }
      : { state: "waiting", reason: "waiting_for_contact", params: { name: planned.contact.draft.name } },
    explanation: plan.explanation,
    draft: {
      body: plan.draft,
      number: plan.draft.number,
      currency: plan.draft.currencyCode,
      total: plan.draft.total,
      policyVersion,
      referenceVersion,
    },
  };
}

/** Answers posting ids by document. Without those that were sent already, or of which a wrong one still stands in Xero: nothing of them changes. */
export async function saveMainPostings(
  client: TenantClient,
  input: { storeId: string; postings: readonly MainPosting[] },
): Promise<Map<string, string>> {
  const { storeId, postings } = input;
  if (postings.length === 0) return new Map();
  const { rows } = await client.query<{ id: string; documentId: string }>(
    `INSERT INTO posting AS p (tenant_id, environment, xero_tenant_id, store_id, kind, magento_key, mark, binding_id, document_id, state, reason,
                               reason_params, draft, explanation, number, currency, planned_total, policy_version, reference_version, is_backfill)
     SELECT current_setting('app.tenant_id')::uuid, t.environment, t.xero_tenant_id, $1, t.kind, t.magento_key, t.mark, t.binding_id, t.document_id,
            t.state, t.reason, t.params, t.draft, t.explanation, t.number, t.currency, t.total, t.policy_version, t.reference_version, t.is_backfill
     FROM jsonb_to_recordset($2) AS t (environment text, xero_tenant_id uuid, kind text, magento_key text, mark text, binding_id uuid, document_id uuid,
            state text, reason text, params jsonb, draft jsonb, explanation jsonb, number text, currency text, total numeric, policy_version int,
            reference_version int, is_backfill boolean)
     ORDER BY t.document_id
     ON CONFLICT (environment, xero_tenant_id, store_id, kind, magento_key) DO UPDATE
       SET binding_id = excluded.binding_id, document_id = excluded.document_id, mark = excluded.mark, state = excluded.state, reason = excluded.reason,
           reason_params = excluded.reason_params, draft = excluded.draft, explanation = excluded.explanation, number = excluded.number,
           currency = excluded.currency, planned_total = excluded.planned_total, policy_version = excluded.policy_version,
           reference_version = excluded.reference_version, is_backfill = excluded.is_backfill, batch_max = 50, next_run_at = now(), updated_at = now()
       WHERE p.state IN ('queued', 'planned', 'waiting', 'held', 'skipped', 'failed') AND p.xero_id IS NULL
     RETURNING id, document_id AS "documentId"`,
    [storeId, JSON.stringify(postings.map((posting) => toRow(storeId, posting)))],
  );
  return new Map(rows.map(({ id, documentId }) => [documentId, id]));
}

function toRow(storeId: string, { document, outcome, explanation, draft }: MainPosting) {
  const { environment, xeroTenantId } = document;
  const kind = document.kind === "invoice" ? ("invoice" as const) : ("credit_note" as const);
  const magentoKey = String(document.magentoId);
  return {
    environment,
    xero_tenant_id: xeroTenantId,
    kind,
    magento_key: magentoKey,
    mark: markOf({ environment, xeroTenantId, storeId, kind, magentoKey }),
    binding_id: document.bindingId,
    document_id: document.id,
    is_backfill: document.isBackfill,
    state: outcome.state,
    reason: outcome.reason,
    params: outcome.params,
    draft: draft?.body ?? null,
    explanation: explanation ?? [],
    number: draft?.number ?? null,
    currency: draft?.currency ?? null,
    total: draft?.total ?? null,
    policy_version: draft?.policyVersion ?? null,
    reference_version: draft?.referenceVersion ?? null,
  };
}
