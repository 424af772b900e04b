import type { InvoiceDraft } from "@counterfoil/core/draft";
import { accepts } from "@counterfoil/core/eligibility";
import { conflict, invalid } from "@counterfoil/core/errors";
import { guestKey } from "@counterfoil/core/identity";
import type { PostingState } from "@counterfoil/core/posting";
import type { DocumentSale } from "@counterfoil/core/sale";
import { type Word, wordOf } from "@counterfoil/core/words";
import type { TenantClient, TenantTransaction } from "@counterfoil/db/database";
import { openSecret } from "@counterfoil/db/sealed-secret";
import { z } from "zod";
import { hostOf } from "../binding/host-of.ts";
import { readPolicy } from "../binding/read-policy.ts";
import { readReference, wholeReference } from "../binding/read-reference.ts";
import { requireBinding } from "../binding/require-binding.ts";
import { findCustomers } from "../contact/know-customers.ts";
import type { Actor, Environment, ServiceContext } from "../context.ts";
import { timeOf, viewOf } from "../event/ask-for-holes.ts";
import { requireRole } from "../member/require-role.ts";
import { policyNames } from "../policy/list-settings-choices.ts";
import { isSent } from "../posting/is-sent.ts";
import { planWhatIf } from "../posting/plan-what-if.ts";
import { describePlan, type PlanView } from "./describe-plan.ts";
import { gatherDocument } from "./gather-document.ts";
import { type DocumentKind, parseDocumentReference } from "./parse-document-reference.ts";

const inputSchema = z.object({
  bindingId: z.string(),
  /** An address of Magento's admin, an id or a number. */
  what: z.string().max(2_000),
  kind: z.enum(["invoice", "creditmemo"], { error: "Choose what it is." }),
});

export type FetchedDocument = {
  bindingId: string;
  kind: DocumentKind;
  magentoId: number;
  sale: DocumentSale;
  isPaid: boolean;
  xero: PlanView;
  /** What we have of it already. */
  known: { id: string; word: Word; isSent: boolean } | null;
  /** Another connection of this store that takes its store view, where this one does not. */
  takenBy: { bindingId: string; organisation: string } | null;
};

/** One document, fetched now and planned with the settings as they are; nothing is kept and nothing is sent. */
export async function fetchDocument(
  ctx: ServiceContext,
  actor: Actor,
  input: unknown,
): Promise<FetchedDocument> {
  requireRole(actor, ["owner", "admin", "bookkeeper"], "fetch documents");
  const parsed = inputSchema.safeParse(input);
  if (!parsed.success)
    throw invalid(
      "Say which document.",
      parsed.error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message })),
    );
  const { bindingId, what, kind } = parsed.data;
  const { binding, policy, reference } = await ctx.db.withTenant(actor.tenantId, (tx) => load(tx, bindingId));
  const host = hostOf(binding.store.baseUrl);
  const named = parseDocumentReference(what, {
    kind,
    host,
    prefixes: { invoice: policy.invoiceNumberPrefix, creditmemo: policy.creditNoteNumberPrefix },
  });
  if (!named.ok) throw invalid(named.sentence, [{ path: "what", message: named.sentence }]);
  const place = { ...binding, host };
  const { sale, parent, payment, access } = await gatherDocument(ctx, actor, { place, reference: named });
  const lane = { tenantId: actor.tenantId, storeId: binding.storeId };
  const storeViewId =
    sale.kind === "invoice" ? sale.storeId : await viewOf(ctx, { lane, access, memo: sale });
  const guestSecret = openSecret(
    ctx.keyRing,
    { tenantId: actor.tenantId, rowId: binding.storeId, column: "guest_secret_sealed" },
    binding.store.guestSecretSealed,
  );
  const { known, customerId, parentPosted, views, neighbours } = await ctx.db.withTenantSql(
    actor.tenantId,
    (client) => readAround(client, { binding, sale, guestSecret }),
  );
  const isPaid = sale.kind === "invoice" && sale.state === "paid";
  const whatIf = planWhatIf(
    {
      document: {
        environment: binding.environment as Environment,
        xeroTenantId: binding.xeroTenantId,
        kind: sale.kind,
        magentoId: sale.magentoId,
        magentoStoreId: storeViewId,
        createdAt: ctx.now(),
      },
      ...{ sale, parent, parentPosted, payment, customerId, websiteId: sale.websiteId },
      paidAt: isPaid ? (known?.paidAt ?? timeOf(ctx, sale)) : null,
    },
    {
      ...{ storeId: binding.storeId, storeCode: binding.store.code, guestSecret, reference },
      publicUrl: ctx.publicUrl,
      acceptsTaxAmounts: !binding.organisation.refusesTaxAmounts,
    },
    policy,
  );
  const origin = { websiteId: sale.websiteId, storeViewId };
  const other = whatIf.isAccepted ? undefined : neighbours.find((each) => accepts(each, origin));
  return {
    ...{ bindingId: binding.id, kind: sale.kind, magentoId: sale.magentoId, sale, isPaid },
    xero: describePlan(whatIf, {
      ...{ policy, reference, names: policyNames(reference, views), storeViewId },
      isStarted: binding.startedAt !== null,
    }),
    known: known && { id: known.id, word: wordOf(known.state), isSent: known.isSent },
    takenBy: other ? { bindingId: other.id, organisation: other.organisation } : null,
  };
}

async function load(tx: TenantTransaction, bindingId: string) {
  const binding = await requireBinding(tx, bindingId);
  const progress = await readReference(tx, binding.organisationId);
  if (!progress.isComplete)
    throw conflict("The organisation's accounts and tax rates are still being read. Try again in a moment.");
  const { policy } = await readPolicy(tx, binding);
  return { binding, policy, reference: wholeReference(progress.data) };
}

type Known = { id: string; state: PostingState; isSent: boolean; paidAt: Date | null };

async function readAround(
  client: TenantClient,
  input: {
    binding: { id: string; storeId: string; environment: string; xeroTenantId: string };
    sale: DocumentSale;
    guestSecret: string;
  },
) {
  const { binding, sale, guestSecret } = input;
  const known = await client.query<Known>(
    `SELECT d.id, d.state, d.paid_at AS "paidAt",
            EXISTS (SELECT 1 FROM posting p WHERE p.document_id = d.id AND p.kind IN ('invoice', 'credit_note') AND ${isSent("p")}) AS "isSent"
     FROM document d WHERE d.environment = $1 AND d.store_id = $2 AND d.kind = $3 AND d.magento_id = $4
     ORDER BY d.xero_tenant_id = $5 DESC LIMIT 1`,
    [binding.environment, binding.storeId, sale.kind, sale.magentoId, binding.xeroTenantId],
  );
  const parentId = sale.kind === "creditmemo" ? sale.invoiceId : null;
  const posted = await client.query<{ draft: InvoiceDraft }>(
    `SELECT draft FROM posting WHERE environment = $1 AND xero_tenant_id = $2 AND store_id = $3 AND kind = 'invoice' AND magento_key = $4
       AND state = 'posted' AND draft IS NOT NULL`,
    [binding.environment, binding.xeroTenantId, binding.storeId, String(parentId)],
  );
  const views = await client.query<{ id: number; name: string | null }>(
    "SELECT magento_store_id AS id, name FROM store_view WHERE store_id = $1",
    [binding.storeId],
  );
  const neighbours = await client.query<{
    id: string;
    organisation: string;
    websiteFilter: number[];
    storeFilter: number[];
  }>(
    `SELECT b.id, o.name AS organisation, b.website_filter AS "websiteFilter", b.store_filter AS "storeFilter"
     FROM binding b JOIN organisation o ON o.id = b.organisation_id WHERE b.store_id = $1 AND b.status = 'active' AND b.id <> $2`,
    [binding.storeId, binding.id],
  );
  const { email, magentoId } = sale.customer;
  const key = magentoId === 0 && email.trim() !== "" ? guestKey(guestSecret, email) : null;
  const customers = key ? await findCustomers(client, { storeId: binding.storeId, keys: [key] }) : null;
  return {
    known: known.rows[0] ?? null,
    parentPosted: posted.rows[0]?.draft ?? null,
    views: views.rows,
    neighbours: neighbours.rows,
    customerId: customers?.get(key ?? "") ?? null,
  };
}
