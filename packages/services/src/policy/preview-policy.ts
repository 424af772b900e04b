import type { InvoiceDraft } from "@counterfoil/core/draft";
import { conflict } from "@counterfoil/core/errors";
import { guestKey } from "@counterfoil/core/identity";
import type { Policy, PolicyInput } from "@counterfoil/core/policy";
import type { PostingState } from "@counterfoil/core/posting";
import type { DocumentSale, InvoiceSale, PaymentSale } from "@counterfoil/core/sale";
import { type Word, wordOf } from "@counterfoil/core/words";
import type { TenantClient } from "@counterfoil/db/database";
import { openSecret } from "@counterfoil/db/sealed-secret";
import { readPolicy } from "../binding/read-policy.ts";
import { readReference, wholeReference } from "../binding/read-reference.ts";
import { requireBinding } from "../binding/require-binding.ts";
import { findCustomers } from "../contact/know-customers.ts";
import type { Actor, ServiceContext } from "../context.ts";
import { describePlan, type PlanView } from "../document/describe-plan.ts";
import { isSent } from "../posting/is-sent.ts";
import { type FetchedDocument, type PlanningPlace, planWhatIf } from "../posting/plan-what-if.ts";
import { checkChanges } from "./check-changes.ts";
import { policyNames } from "./list-settings-choices.ts";
import { isOtherwise, type PlanChanges, planChanges } from "./plan-changes.ts";

export type PreviewRow = {
  id: string;
  kind: "invoice" | "creditmemo";
  number: string | null;
  customer: string | null;
  currency: string | null;
  magentoTotal: string;
  /** Where it stands now. */
  word: Word;
  /** Something of it is in Xero, or may be: it stays as it is, and only the next one like it would be otherwise. */
  isSent: boolean;
  isOtherwise: boolean;
  /** Planned with the settings as they are saved, and with the unsaved ones. */
  before: PlanView;
  after: PlanView;
  changes: PlanChanges;
};

export type Preview = { rows: PreviewRow[]; changed: number };

const LAST = 20;

/**
 * The binding's last documents, planned with these unsaved settings by the planner that posts, each beside what the saved ones
 * make of it. Nothing is fetched and nothing is written. `invalid` names each field that saving would refuse.
 */
export async function previewPolicy(
  ctx: ServiceContext,
  actor: Actor,
  input: { bindingId: string; changes: PolicyInput },
): Promise<Preview> {
  const { binding, reference, current, policy } = await ctx.db.withTenant(actor.tenantId, async (tx) => {
    const found = await requireBinding(tx, input.bindingId);
    const progress = await readReference(tx, found.organisationId);
    if (!progress.isComplete)
      throw conflict(
        "The organisation's accounts and tax rates are still being read. Try again in a moment.",
      );
    const whole = wholeReference(progress.data);
    const saved = await readPolicy(tx, found);
    const changes = { binding: found, current: saved.policy, changes: input.changes, reference: whole };
    return {
      binding: found,
      reference: whole,
      current: saved.policy,
      policy: await checkChanges(tx, changes),
    };
  });
  const guestSecret = openSecret(
    ctx.keyRing,
    { tenantId: actor.tenantId, rowId: binding.storeId, column: "guest_secret_sealed" },
    binding.store.guestSecretSealed,
  );
  const { documents, views } = await ctx.db.withTenantSql(actor.tenantId, async (client) => ({
    documents: await lastDocuments(client, { bindingId: binding.id, storeId: binding.storeId, guestSecret }),
    views: await storeViews(client, binding.storeId),
  }));
  const names = policyNames(reference, views);
  const place: PlanningPlace = {
    storeId: binding.storeId,
    storeCode: binding.store.code,
    guestSecret,
    publicUrl: ctx.publicUrl,
    reference,
    acceptsTaxAmounts: !binding.organisation.refusesTaxAmounts,
  };
  const rows = documents.flatMap(({ row, fetched }): PreviewRow[] => {
    const view = (policy: Policy) =>
      describePlan(planWhatIf(fetched, place, policy), {
        ...{ policy, reference, names, isStarted: binding.startedAt !== null },
        storeViewId: fetched.document.magentoStoreId,
      });
    try {
      const [before, after] = [view(current), view(policy)];
      const changes = planChanges(before, after);
      return [{ ...row, before, after, changes, isOtherwise: isOtherwise(before, after, changes) }];
    } catch (error) {
      // What cannot be planned at all needs a person either way.
      ctx.log.warn({ documentId: row.id, err: error }, "a document could not be planned for a preview");
      return [];
    }
  });
  return { rows, changed: rows.filter((row) => row.isOtherwise).length };
}

type Row = {
  id: string;
  kind: "invoice" | "creditmemo";
  magentoId: number;
  number: string | null;
  customer: string | null;
  currency: string | null;
  state: PostingState;
  isSent: boolean;
  environment: "production" | "sandbox";
  xeroTenantId: string;
  magentoStoreId: number;
  websiteId: number;
  createdAt: Date;
  paidAt: Date | null;
  sale: DocumentSale;
  parent: InvoiceSale | null;
  parentPosted: InvoiceDraft | null;
  payment: PaymentSale | null;
};

/** As they were fetched last: what Magento says now is asked for when they are prepared. */
async function lastDocuments(
  client: TenantClient,
  input: { bindingId: string; storeId: string; guestSecret: string },
) {
  const { rows } = await client.query<Row>(
    `SELECT d.id, d.kind, d.magento_id::float8 AS "magentoId", d.increment_id AS number, d.customer_name AS customer, d.currency, d.state,
            d.environment, d.xero_tenant_id AS "xeroTenantId", d.magento_store_id AS "magentoStoreId", d.website_id AS "websiteId",
            d.created_at AS "createdAt", d.paid_at AS "paidAt",
            EXISTS (SELECT 1 FROM posting p WHERE p.document_id = d.id AND p.kind IN ('invoice', 'credit_note') AND ${isSent("p")}) AS "isSent",
            s.body AS sale, parent.body AS parent, pay.body AS payment,
            (SELECT p.draft FROM posting p WHERE p.environment = d.environment AND p.xero_tenant_id = d.xero_tenant_id AND p.store_id = d.store_id
               AND p.kind = 'invoice' AND p.magento_key = s.body->>'invoiceId' AND p.state = 'posted') AS "parentPosted"
     FROM (SELECT * FROM document WHERE binding_id = $1 AND grand_total IS NOT NULL ORDER BY created_at DESC, id DESC LIMIT ${LAST}) d
     JOIN sale s ON s.store_id = d.store_id AND s.kind = d.kind AND s.magento_id = d.magento_id
     LEFT JOIN sale parent ON parent.store_id = d.store_id AND parent.kind = 'invoice' AND d.kind = 'creditmemo' AND parent.magento_id = d.parent_magento_id
     LEFT JOIN sale pay ON pay.store_id = d.store_id AND pay.kind = 'payment' AND d.kind = 'invoice' AND pay.magento_id = d.magento_id
     ORDER BY d.created_at DESC, d.id DESC`,
    [input.bindingId],
  );
  const keyOf = ({ sale: { customer } }: Row) =>
    customer.magentoId === 0 && customer.email.trim() !== ""
      ? guestKey(input.guestSecret, customer.email)
      : null;
  const keys = rows.map(keyOf).filter((key) => key !== null);
  const known = await findCustomers(client, { storeId: input.storeId, keys });
  return rows.map((row) => {
    const { sale, parent, parentPosted, payment, paidAt, websiteId } = row;
    const fetched: FetchedDocument = {
      document: row,
      ...{ sale, parent, parentPosted, payment, paidAt, websiteId },
      customerId: known.get(keyOf(row) ?? "") ?? null,
    };
    const { id, kind, number, customer, currency } = row;
    const magentoTotal = sale.grandTotal;
    return {
      fetched,
      row: {
        id,
        kind,
        number,
        customer,
        currency,
        magentoTotal,
        word: wordOf(row.state),
        isSent: row.isSent,
      },
    };
  });
}

async function storeViews(client: TenantClient, storeId: string) {
  const { rows } = await client.query<{ id: number; name: string | null }>(
    "SELECT magento_store_id AS id, name FROM store_view WHERE store_id = $1",
    [storeId],
  );
  return rows;
}
