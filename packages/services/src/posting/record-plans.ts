import type { InvoiceDraft } from "@counterfoil/core/draft";
import { fullJitter } from "@counterfoil/core/retry";
import type { DocumentSale } from "@counterfoil/core/sale";
import type { TenantClient } from "@counterfoil/db/database";
import { openSecret } from "@counterfoil/db/sealed-secret";
import type { StoreLane } from "@counterfoil/db/system/lanes";
import { knowCustomers } from "../contact/know-customers.ts";
import type { ServiceContext } from "../context.ts";
import type { Gathered } from "./gather-sales.ts";
import type { DueDocument, DueDocuments } from "./list-due-documents.ts";
import { type BindingPlan, loadBindingPlans } from "./load-binding-plans.ts";
import { planDueDocument } from "./plan-due-document.ts";
import { planPayments } from "./plan-payments.ts";
import { planSettlements } from "./plan-settlements.ts";
import { refreshDocuments } from "./refresh-documents.ts";
import { saveMainPosting, savePostings } from "./save-postings.ts";
import { customerNameOf, saveSale } from "./save-sale.ts";

/** How often Magento may say "no such document" before we believe it: a read replica lags behind the event. */
const NOT_FOUND_TRIES = 4;

type Recording = {
  client: TenantClient;
  lane: StoreLane;
  due: DueDocuments;
  sales: ReadonlyMap<string, Gathered>;
};

/** Writes down, in one transaction, what became of the documents that were due: snapshots, checks, postings, states. */
export async function recordPlans(ctx: ServiceContext, input: Recording): Promise<void> {
  const { client, due, sales, lane } = input;
  const plans = await loadBindingPlans(client, [
    ...new Set(due.documents.map((document) => document.bindingId)),
  ]);
  const guestSecret = openSecret(
    ctx.keyRing,
    { tenantId: lane.tenantId, rowId: lane.storeId, column: "guest_secret_sealed" },
    due.store.guestSecretSealed,
  );
  const customerOf = await knowCustomers(client, {
    storeId: lane.storeId,
    guestSecret,
    customers: [...sales.values()].flatMap((each) =>
      "sale" in each && each.sale ? [each.sale.customer] : [],
    ),
  });
  const moved: string[] = [];
  for (const document of due.documents) {
    const binding = plans.get(document.bindingId);
    const gathered = sales.get(document.id);
    if (!binding || (!gathered && !document.isFrozen)) continue;
    if (!gathered) await settle(client, document);
    else if ("problem" in gathered) {
      if (document.isFrozen) {
        await postponeFrozen(ctx, { client, document });
        continue;
      }
      await recordProblem(ctx, { client, document, lane, gathered });
    } else {
      await saveSale(client, { storeId: lane.storeId, document, gathered });
      const { sale, parent } = gathered;
      if (sale === null) await settle(client, document);
      else {
        const isChecked = await recordPlan(ctx, {
          client,
          lane,
          due,
          document,
          binding,
          guestSecret,
          customerId: customerOf(sale.customer),
          sale,
          parent,
        });
        if (isChecked) continue;
      }
    }
    moved.push(document.id);
  }
  // Payments and settlements follow their documents, whichever came first.
  await planPayments(client, { documentIds: moved, plans });
  const settled = await planSettlements(client, { documentIds: moved, plans });
  await refreshDocuments(client, [...new Set([...moved, ...settled])]);
}

/** True when only a check was kept: before Start there are no postings. */
async function recordPlan(
  ctx: ServiceContext,
  input: {
    client: TenantClient;
    lane: StoreLane;
    due: DueDocuments;
    document: DueDocument;
    binding: BindingPlan;
    guestSecret: string;
    customerId: number | null;
    sale: DocumentSale;
    parent: Parameters<typeof planDueDocument>[0]["parent"];
  },
): Promise<boolean> {
  const { client, lane, due, document, binding, sale } = input;
  if (document.isOutside) {
    await saveDocument(client, { document, sale, day: sale.createdAt.slice(0, 10) });
    await saveMainPosting(client, {
      document,
      storeId: lane.storeId,
      outcome: {
        state: "skipped",
        reason: "no_binding_for_store_view",
        params: { storeView: document.magentoStoreId },
      },
    });
    return false;
  }
  if (binding.reference === null) {
    await saveDocument(client, { document, sale, day: sale.createdAt.slice(0, 10) });
    await saveCheck(client, { document, check: null });
    return true;
  }
  const planned = planDueDocument({
    document,
    storeId: lane.storeId,
    storeCode: due.store.code,
    guestSecret: input.guestSecret,
    customerId: input.customerId,
    publicUrl: ctx.publicUrl,
    sale,
    parent: input.parent,
    parentPosted: await postedParent(client, { document, sale, storeId: lane.storeId }),
    policy: binding.policy,
    reference: binding.reference,
    acceptsTaxAmounts: binding.acceptsTaxAmounts,
  });
  await saveDocument(client, { document, sale, day: planned.day });
  if (!binding.isStarted) {
    const { plan } = planned;
    const check =
      plan.outcome === "hold" || plan.outcome === "skip"
        ? { outcome: plan.outcome, reason: plan.reason, params: plan.params }
        : { outcome: plan.outcome, total: plan.draft.total };
    await saveCheck(client, { document, check });
    return true;
  }
  await savePostings(client, {
    document,
    storeId: lane.storeId,
    planned,
    policyVersion: binding.policyVersion,
    referenceVersion: binding.referenceVersion,
  });
  return false;
}

/** The parent invoice as it stands in Xero through us, so that a refund reverses in the same boxes. */
async function postedParent(
  client: TenantClient,
  input: { document: DueDocument; sale: DocumentSale; storeId: string },
): Promise<InvoiceDraft | null> {
  const { document, sale, storeId } = input;
  if (sale.kind !== "creditmemo" || sale.invoiceId === null) return null;
  const { rows } = await client.query<{ draft: InvoiceDraft }>(
    `SELECT draft FROM posting WHERE environment = $1 AND xero_tenant_id = $2 AND store_id = $3 AND kind = 'invoice' AND magento_key = $4
       AND state = 'posted' AND draft IS NOT NULL`,
    [document.environment, document.xeroTenantId, storeId, String(sale.invoiceId)],
  );
  return rows[0]?.draft ?? null;
}

async function recordProblem(
  ctx: ServiceContext,
  input: {
    client: TenantClient;
    document: DueDocument;
    lane: StoreLane;
    gathered: Extract<Gathered, { problem: string }>;
  },
): Promise<void> {
  const { client, document, lane, gathered } = input;
  const { documentRetryForMs } = ctx.durations;
  const isFinal =
    gathered.problem === "invalid" || (gathered.problem === "not_found" && document.tries >= NOT_FOUND_TRIES);
  if (isFinal || document.failingMs > documentRetryForMs) {
    const reason =
      gathered.problem === "invalid"
        ? ("magento_document_invalid" as const)
        : gathered.problem === "not_found"
          ? ("not_found_in_magento" as const)
          : ("gave_up_after_30_days" as const);
    const params = { id: document.magentoId, detail: gathered.detail.slice(0, 200) };
    await saveMainPosting(client, {
      document,
      storeId: lane.storeId,
      outcome: { state: "failed", reason, params },
    });
    return settle(client, document);
  }
  const waitMs = retryAfterMs(ctx, document);
  // Where a posting exists it goes on saying what the document is.
  await client.query(
    `UPDATE document SET tries = tries + 1, first_failed_at = coalesce(first_failed_at, now()), next_run_at = now() + $2 * interval '1 ms',
            state = 'waiting', reason = 'store_unreachable', reason_params = '{}'
     WHERE id = $1`,
    [document.id, waitMs],
  );
}

/** What was sent stays as it is while Magento cannot say more of its payment. */
async function postponeFrozen(
  ctx: ServiceContext,
  input: { client: TenantClient; document: DueDocument },
): Promise<void> {
  const { client, document } = input;
  await client.query(
    "UPDATE document SET tries = tries + 1, first_failed_at = coalesce(first_failed_at, now()), next_run_at = now() + $2 * interval '1 ms' WHERE id = $1",
    [document.id, retryAfterMs(ctx, document)],
  );
}

function retryAfterMs(ctx: ServiceContext, document: DueDocument): number {
  const { documentRetryBaseMs, documentRetryCapMs } = ctx.durations;
  return fullJitter({
    attempt: document.tries + 1,
    baseMs: documentRetryBaseMs,
    capMs: documentRetryCapMs,
    random: ctx.random(),
  });
}

async function settle(client: TenantClient, document: DueDocument): Promise<void> {
  await client.query(
    "UPDATE document SET next_run_at = NULL, tries = 0, first_failed_at = NULL WHERE id = $1",
    [document.id],
  );
}

async function saveDocument(
  client: TenantClient,
  input: { document: DueDocument; sale: DocumentSale; day: string },
): Promise<void> {
  const { document, sale, day } = input;
  await client.query(
    `UPDATE document SET increment_id = $2, currency = $3, grand_total = $4, customer_name = $5, document_date = $6, website_id = $7,
            parent_magento_id = $8, next_run_at = NULL, tries = 0, first_failed_at = NULL, updated_at = now() WHERE id = $1`,
    [
      document.id,
      sale.incrementId,
      sale.currency,
      sale.grandTotal,
      customerNameOf(sale),
      day,
      sale.websiteId,
      sale.kind === "creditmemo" ? sale.invoiceId : null,
    ],
  );
}

async function saveCheck(
  client: TenantClient,
  input: { document: DueDocument; check: object | null },
): Promise<void> {
  await client.query(
    `UPDATE document SET state = 'waiting', reason = 'not_started', reason_params = '{}', "check" = $2 WHERE id = $1`,
    [input.document.id, input.check === null ? null : JSON.stringify(input.check)],
  );
}
