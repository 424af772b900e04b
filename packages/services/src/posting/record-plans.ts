import { accountingDay } from "@counterfoil/core/accounting-day";
import type { InvoiceDraft } from "@counterfoil/core/draft";
import type { DocumentPlan } from "@counterfoil/core/plan/document-plan";
import { fullJitter } from "@counterfoil/core/retry";
import type { DocumentSale } from "@counterfoil/core/sale";
import type { TenantClient } from "@counterfoil/db/database";
import { openSecret } from "@counterfoil/db/sealed-secret";
import type { StoreLane } from "@counterfoil/db/system/lanes";
import { knowCustomers } from "../contact/know-customers.ts";
import type { ServiceContext } from "../context.ts";
import { followInvoices } from "./follow-invoices.ts";
import type { Gathered } from "./gather-sales.ts";
import type { DueDocument, DueDocuments } from "./list-due-documents.ts";
import { loadBindingPlans } from "./load-binding-plans.ts";
import { lockPostings } from "./lock-postings.ts";
import { planDueDocument } from "./plan-due-document.ts";
import { planPayments } from "./plan-payments.ts";
import { planSettlements } from "./plan-settlements.ts";
import { type Decisions, readDecisions, undecided } from "./read-decisions.ts";
import { refreshDocuments } from "./refresh-documents.ts";
import { type Checked, type Seen, saveChecks, saveDocuments, settleDocuments } from "./save-documents.ts";
import { type MainPosting, type PlannedPosting, saveMainPostings, savePostings } from "./save-postings.ts";
import { saveSales } from "./save-sales.ts";

/** How often Magento may say "no such document" before we believe it: a read replica lags behind the event. */
const NOT_FOUND_TRIES = 4;

type Recording = {
  client: TenantClient;
  lane: StoreLane;
  due: DueDocuments;
  sales: ReadonlyMap<string, Gathered>;
};

/** A posting that planning left out, held or gave up. */
export type Stopped = { kind: string; outcome: string; reason: string };

/** Writes down, in one transaction, what became of the documents that were due: snapshots, checks, postings, states. Answers what it stopped. */
export async function recordPlans(ctx: ServiceContext, input: Recording): Promise<Stopped[]> {
  const { client, sales, lane } = input;
  // Bindings are locked before postings, here as everywhere.
  const plans = await loadBindingPlans(client, await bindingsOf(input));
  const decided = await readDecisions(
    client,
    input.due.documents.map(({ id }) => id),
  );
  const guestSecret = openSecret(
    ctx.keyRing,
    { tenantId: lane.tenantId, rowId: lane.storeId, column: "guest_secret_sealed" },
    input.due.store.guestSecretSealed,
  );
  const customerOf = await knowCustomers(client, {
    storeId: lane.storeId,
    guestSecret,
    customers: [...sales.values()].flatMap((each) =>
      "sale" in each && each.sale ? [each.sale.customer] : [],
    ),
  });
  await lockPostings(client, {
    storeId: lane.storeId,
    documentIds: input.due.documents.map(({ id }) => id),
    sales: fetchedOf(input).map(({ gathered: { sale } }) => sale),
  });
  const due = {
    ...input.due,
    documents: await followInvoices(client, { storeId: lane.storeId, documents: input.due.documents, sales }),
  };
  const fetched = fetchedOf({ due, sales });
  await saveSales(client, { storeId: lane.storeId, fetched });
  const parents = await postedParents(client, { storeId: lane.storeId, fetched });
  const moved: string[] = [];
  const settled: DueDocument[] = [];
  const outside: MainPosting[] = [];
  const checked: Checked[] = [];
  const toSave: PlannedPosting[] = [];
  const seen: Seen[] = [];
  for (const document of due.documents) {
    const binding = plans.get(document.bindingId);
    const gathered = sales.get(document.id);
    const decisions = decided.get(document.id) ?? undecided;
    if (!binding || (!gathered && !document.isFrozen)) continue;
    if (decisions.isLeftOut && !document.isFrozen) {
      if (gathered && "sale" in gathered && gathered.sale !== null)
        seen.push({
          document,
          sale: gathered.sale,
          day: accountingDay(gathered.sale.createdAt || document.createdAt, binding.policy.storeTimezone),
        });
      else settled.push(document);
      outside.push({ document, outcome: leftOutOf(decisions) });
      moved.push(document.id);
      continue;
    }
    if (gathered && "problem" in gathered) {
      if (document.isFrozen) {
        await postponeFrozen(ctx, { client, document });
        continue;
      }
      await recordProblem(ctx, { client, document, lane, gathered });
      moved.push(document.id);
      continue;
    }
    const sale = gathered?.sale ?? null;
    if (sale === null) {
      settled.push(document);
      moved.push(document.id);
      continue;
    }
    if (document.isOutside) {
      seen.push({ document, sale, day: sale.createdAt.slice(0, 10) });
      outside.push({ document, outcome: outsideOf(document) });
      moved.push(document.id);
      continue;
    }
    if (binding.reference === null) {
      seen.push({ document, sale, day: sale.createdAt.slice(0, 10) });
      checked.push({ id: document.id, check: null });
      continue;
    }
    const planned = planDueDocument({
      document,
      storeId: lane.storeId,
      storeCode: due.store.code,
      guestSecret,
      customerId: customerOf(sale.customer),
      publicUrl: ctx.publicUrl,
      sale,
      parent: gathered?.parent ?? null,
      parentPosted: parents.get(document.id) ?? null,
      policy: binding.policy,
      reference: binding.reference,
      acceptsTaxAmounts: binding.acceptsTaxAmounts,
      decisions,
    });
    seen.push({ document, sale, day: planned.day });
    if (!binding.isStarted) {
      checked.push({ id: document.id, check: checkOf(planned.plan) });
      continue;
    }
    const { policyVersion, referenceVersion } = binding;
    toSave.push({ document, planned, policyVersion, referenceVersion });
    moved.push(document.id);
  }
  await saveDocuments(client, seen);
  await settleDocuments(client, settled);
  await saveChecks(client, checked);
  await saveMainPostings(client, { storeId: lane.storeId, postings: outside });
  await savePostings(client, { storeId: lane.storeId, postings: toSave });
  // Payments and settlements follow their documents, whichever came first.
  await planPayments(client, { documentIds: moved, plans });
  const resettled = await planSettlements(client, { documentIds: moved, plans });
  await refreshDocuments(client, [...new Set([...moved, ...resettled])]);
  return stoppedNow(client, moved);
}

/** Of this transaction alone: its time stands on every row it wrote. */
async function stoppedNow(client: TenantClient, documentIds: readonly string[]): Promise<Stopped[]> {
  const { rows } = await client.query<Stopped>(
    `SELECT kind, state AS outcome, reason FROM posting
     WHERE document_id = ANY ($1) AND state IN ('skipped', 'held', 'failed') AND updated_at = now()::timestamptz(3)`,
    [documentIds],
  );
  return rows;
}

function fetchedOf({ due, sales }: Pick<Recording, "due" | "sales">) {
  return due.documents.flatMap((document) => {
    const gathered = sales.get(document.id);
    return gathered && "sale" in gathered ? [{ document, gathered }] : [];
  });
}

/** A credit memo may follow its invoice to any other of its store's. */
async function bindingsOf({ client, due, sales, lane }: Recording): Promise<string[]> {
  const own = due.documents.map(({ bindingId }) => bindingId);
  const hasMemos = [...sales.values()].some((each) => "sale" in each && each.sale?.kind === "creditmemo");
  if (!hasMemos) return [...new Set(own)];
  const { rows } = await client.query<{ id: string }>("SELECT id FROM binding WHERE store_id = $1", [
    lane.storeId,
  ]);
  return [...new Set([...own, ...rows.map(({ id }) => id)])];
}

function outsideOf(document: DueDocument): MainPosting["outcome"] {
  return {
    state: "skipped",
    reason: "no_binding_for_store_view",
    params: { storeView: document.magentoStoreId },
  };
}

function leftOutOf({ leftOutBy }: Decisions): MainPosting["outcome"] {
  return { state: "skipped", reason: "left_out_by_you", params: { who: leftOutBy } };
}

function checkOf(plan: DocumentPlan): object {
  return plan.outcome === "hold" || plan.outcome === "skip"
    ? { outcome: plan.outcome, reason: plan.reason, params: plan.params }
    : { outcome: plan.outcome, total: plan.draft.total };
}

/** Parent invoices as they stand in Xero through us, so that refunds reverse in the same boxes: by the credit memo's document. */
async function postedParents(
  client: TenantClient,
  input: {
    storeId: string;
    fetched: readonly { document: DueDocument; gathered: { sale: DocumentSale | null } }[];
  },
): Promise<Map<string, InvoiceDraft>> {
  const memos = input.fetched.flatMap(({ document, gathered: { sale } }) =>
    sale?.kind === "creditmemo" && sale.invoiceId !== null
      ? [
          {
            id: document.id,
            environment: document.environment,
            organisation: document.xeroTenantId,
            invoice: String(sale.invoiceId),
          },
        ]
      : [],
  );
  if (memos.length === 0) return new Map();
  const { rows } = await client.query<{ id: string; draft: InvoiceDraft }>(
    `SELECT t.id, p.draft FROM jsonb_to_recordset($2) AS t (id uuid, environment text, organisation uuid, invoice text)
     JOIN posting p ON p.environment = t.environment AND p.xero_tenant_id = t.organisation AND p.store_id = $1 AND p.kind = 'invoice'
       AND p.magento_key = t.invoice AND p.state = 'posted' AND p.draft IS NOT NULL`,
    [input.storeId, JSON.stringify(memos)],
  );
  return new Map(rows.map(({ id, draft }) => [id, draft]));
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
    const failed: MainPosting = { document, outcome: { state: "failed", reason, params } };
    await saveMainPostings(client, { storeId: lane.storeId, postings: [failed] });
    return settleDocuments(client, [document]);
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
