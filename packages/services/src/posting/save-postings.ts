import { markOf } from "@counterfoil/core/identity";
import type { PostingState } from "@counterfoil/core/posting";
import type { ReasonCode, ReasonParams } from "@counterfoil/core/reasons";
import type { TenantClient } from "@counterfoil/db/database";
import { saveContact } from "../contact/save-contact.ts";
import type { DueDocument } from "./list-due-documents.ts";
import type { PlannedDocument } from "./plan-due-document.ts";

type Owner = { document: DueDocument; storeId: string };

/** The contact's and the document's own posting, with the dependency between them. What was sent already stays as it is. */
export async function savePostings(
  client: TenantClient,
  input: Owner & { planned: PlannedDocument; policyVersion: number; referenceVersion: number },
): Promise<void> {
  const { planned } = input;
  const { plan } = planned;
  if (plan.outcome === "hold" || plan.outcome === "skip") {
    const state = plan.outcome === "hold" ? ("held" as const) : ("skipped" as const);
    await saveMainPosting(client, { ...input, outcome: { state, reason: plan.reason, params: plan.params } });
    return;
  }
  const { bindingId: id, environment, xeroTenantId } = input.document;
  const contact = await saveContact(client, {
    storeId: input.storeId,
    binding: { id, environment, xeroTenantId },
    contact: planned.contact,
  });
  const mainId = await saveMainPosting(client, {
    ...input,
    outcome: contact.isInXero
      ? { state: "planned", reason: null, params: {} }
      : { state: "waiting", reason: "waiting_for_contact", params: { name: planned.contact.draft.name } },
    draft: {
      body: plan.draft,
      explanation: plan.explanation,
      number: plan.draft.number,
      currency: plan.draft.currencyCode,
      total: plan.draft.total,
      policyVersion: input.policyVersion,
      referenceVersion: input.referenceVersion,
    },
  });
  if (mainId === null) return;
  await client.query("DELETE FROM posting_dependency WHERE posting_id = $1 AND parent_id <> $2", [
    mainId,
    contact.id,
  ]);
  await client.query(
    `INSERT INTO posting_dependency (tenant_id, posting_id, parent_id) VALUES (current_setting('app.tenant_id')::uuid, $1, $2)
     ON CONFLICT DO NOTHING`,
    [mainId, contact.id],
  );
}

/** Null when the posting was sent already, or a wrong one of it still stands in Xero: then nothing of it changes. */
export async function saveMainPosting(
  client: TenantClient,
  input: Owner & {
    outcome: {
      state: Extract<PostingState, "planned" | "waiting" | "held" | "skipped" | "failed">;
      reason: ReasonCode | null;
      params: ReasonParams;
    };
    draft?: {
      body: object;
      explanation: string[];
      number: string;
      currency: string;
      total: string;
      policyVersion: number;
      referenceVersion: number;
    };
  },
): Promise<string | null> {
  const { document, storeId, outcome, draft } = input;
  const kind = document.kind === "invoice" ? "invoice" : "credit_note";
  const magentoKey = String(document.magentoId);
  const { environment, xeroTenantId } = document;
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO posting AS p (tenant_id, environment, xero_tenant_id, store_id, kind, magento_key, mark, binding_id, document_id, state, reason,
                               reason_params, draft, explanation, number, currency, planned_total, policy_version, reference_version)
     VALUES (current_setting('app.tenant_id')::uuid, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
     ON CONFLICT (environment, xero_tenant_id, store_id, kind, magento_key) DO UPDATE
       SET binding_id = excluded.binding_id, document_id = excluded.document_id, mark = excluded.mark, state = excluded.state, reason = excluded.reason,
           reason_params = excluded.reason_params, draft = excluded.draft, explanation = excluded.explanation, number = excluded.number,
           currency = excluded.currency, planned_total = excluded.planned_total, policy_version = excluded.policy_version,
           reference_version = excluded.reference_version, batch_max = 50, next_run_at = now(), updated_at = now()
       WHERE p.state IN ('queued', 'planned', 'waiting', 'held', 'skipped', 'failed') AND p.xero_id IS NULL
     RETURNING id`,
    [
      environment,
      xeroTenantId,
      storeId,
      kind,
      magentoKey,
      markOf({ environment, xeroTenantId, storeId, kind, magentoKey }),
      document.bindingId,
      document.id,
      outcome.state,
      outcome.reason,
      JSON.stringify(outcome.params),
      draft ? JSON.stringify(draft.body) : null,
      JSON.stringify(draft?.explanation ?? []),
      draft?.number ?? null,
      draft?.currency ?? null,
      draft?.total ?? null,
      draft?.policyVersion ?? null,
      draft?.referenceVersion ?? null,
    ],
  );
  return rows[0]?.id ?? null;
}
