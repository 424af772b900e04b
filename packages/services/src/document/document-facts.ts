import type { ContactChoice } from "@counterfoil/core/contact-directory";
import type { PostingKind, PostingState } from "@counterfoil/core/posting";
import type { ReasonParams } from "@counterfoil/core/reasons";
import type { ReferenceData } from "@counterfoil/core/reference";
import type { TenantClient, TenantTransaction } from "@counterfoil/db/database";
import { type PolicyVersion, readPolicy } from "../binding/read-policy.ts";
import { readReference, wholeReference } from "../binding/read-reference.ts";
import type { Environment } from "../context.ts";
import { isSent } from "../posting/is-sent.ts";

/** One document as its page needs it, with its store, binding, organisation and snapshot. */
export type DocumentFacts = {
  id: string;
  kind: "invoice" | "creditmemo";
  magentoId: string;
  storeId: string;
  number: string | null;
  customer: string | null;
  date: string | null;
  currency: string | null;
  magentoTotal: string | null;
  magentoStoreId: number;
  state: PostingState;
  reason: string | null;
  reasonParams: ReasonParams;
  check: unknown;
  isLeftOut: boolean;
  leftOutNote: string | null;
  isPaid: boolean;
  isCancelled: boolean;
  /** As it stands in Xero now; null while it does not. */
  xeroTotal: string | null;
  environment: Environment;
  xeroTenantId: string;
  bindingId: string;
  isBindingOpen: boolean;
  policyVersion: number;
  organisationId: string;
  organisation: string;
  shortCode: string | null;
  baseUrl: string;
  sale: unknown;
};

/** Undefined for what is not this tenant's. */
export async function findFacts(
  client: TenantClient,
  documentId: string,
): Promise<DocumentFacts | undefined> {
  const { rows } = await client.query<DocumentFacts>(
    `SELECT d.id, d.kind, d.magento_id::text AS "magentoId", d.store_id AS "storeId", d.increment_id AS number, d.customer_name AS customer,
            d.document_date::text AS date, d.currency, trim_scale(d.grand_total)::text AS "magentoTotal", d.magento_store_id AS "magentoStoreId",
            d.state, d.reason, d.reason_params AS "reasonParams", d."check", d.left_out_at IS NOT NULL AS "isLeftOut",
            d.left_out_note AS "leftOutNote", d.paid_at IS NOT NULL AS "isPaid", d.cancelled_at IS NOT NULL AS "isCancelled", d.xero_total::text AS "xeroTotal", d.environment, d.xero_tenant_id AS "xeroTenantId", d.binding_id AS "bindingId",
            b.status = 'active' AS "isBindingOpen", b.policy_version AS "policyVersion", b.organisation_id AS "organisationId",
            o.name AS organisation, o.short_code AS "shortCode", s.base_url AS "baseUrl", sale.body AS sale
     FROM document d JOIN binding b ON b.id = d.binding_id JOIN organisation o ON o.id = b.organisation_id JOIN store s ON s.id = d.store_id
     LEFT JOIN sale ON sale.store_id = d.store_id AND sale.kind = d.kind AND sale.magento_id = d.magento_id
     WHERE d.id = $1`,
    [documentId],
  );
  return rows[0];
}

export type PostingFacts = {
  id: string;
  kind: PostingKind;
  state: PostingState;
  reason: string | null;
  reasonParams: ReasonParams;
  isCollecting: boolean;
  isSent: boolean;
  draft: unknown;
  explanation: string[];
  number: string | null;
  plannedTotal: string | null;
  xeroId: string | null;
  xeroNumber: string | null;
  xeroTotal: string | null;
  xeroStatus: string | null;
  xeroNews: string | null;
  contactChoice: ContactChoice | null;
};

const COLUMNS = `id, kind, state, reason, reason_params AS "reasonParams", state = 'planned' AND coalesce(collect_until > now(), false) AS "isCollecting",
  draft, explanation, number, trim_scale(planned_total)::text AS "plannedTotal", xero_id AS "xeroId", xero_number AS "xeroNumber",
  xero_total::text AS "xeroTotal", xero_status AS "xeroStatus", xero_news AS "xeroNews", contact_choice AS "contactChoice"`;

/** Its own, and its contact, in the order in which they go. */
export async function listFacts(client: TenantClient, documentId: string): Promise<PostingFacts[]> {
  const { rows } = await client.query<PostingFacts>(
    `SELECT ${COLUMNS}, ${isSent("posting")} AS "isSent" FROM posting
     WHERE document_id = $1 OR (kind = 'contact' AND id IN (
       SELECT d.parent_id FROM posting own JOIN posting_dependency d ON d.posting_id = own.id WHERE own.document_id = $1))
     ORDER BY array_position(ARRAY['contact', 'invoice', 'credit_note', 'payment', 'allocation', 'refund'], kind)`,
    [documentId],
  );
  return rows;
}

export type DocumentSettings = {
  settings: PolicyVersion;
  reference: Partial<ReferenceData>;
  whole: ReferenceData | null;
};

/** The settings and lists that a document's page offers answers from. */
export async function readSettings(tx: TenantTransaction, row: DocumentFacts): Promise<DocumentSettings> {
  const progress = await readReference(tx, row.organisationId);
  const settings = await readPolicy(tx, { id: row.bindingId, policyVersion: row.policyVersion });
  const whole = progress.isComplete ? wholeReference(progress.data) : null;
  return { settings, reference: progress.data, whole };
}
