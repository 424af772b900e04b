import { notFound, unavailable } from "@counterfoil/core/errors";
import type { StorefrontAccess } from "@counterfoil/core/ports";
import { reasonSentence } from "@counterfoil/core/reasons";
import type { DocumentSale, InvoiceSale, PaymentSale } from "@counterfoil/core/sale";
import type { TenantClient } from "@counterfoil/db/database";
import type { Actor, Environment, ServiceContext } from "../context.ts";
import { storeAccess } from "../pairing/open-store-key.ts";
import { gatherSales } from "../posting/gather-sales.ts";
import type { DocumentKind, DocumentReference } from "./parse-document-reference.ts";

type Place = {
  id: string;
  storeId: string;
  environment: string;
  xeroTenantId: string;
  host: string;
};

export type GatheredDocument = {
  sale: DocumentSale;
  parent: InvoiceSale | null;
  payment: PaymentSale | null;
  access: StorefrontAccess;
};

/**
 * Fetches one document that a person named, now, outside of any turn of its store. Throws `not_found` and `unavailable`, each
 * with a sentence for that person.
 */
export async function gatherDocument(
  ctx: ServiceContext,
  actor: Actor,
  input: { place: Place; reference: Extract<DocumentReference, { ok: true }> },
): Promise<GatheredDocument> {
  const { place, reference } = input;
  const access = await storeAccess(ctx, { tenantId: actor.tenantId, storeId: place.storeId });
  const { kind } = reference;
  if (reference.by === "id") {
    const found = await gatherOne(ctx, { place, access, kind, magentoId: reference.id });
    if (found) return found;
    throw notFound(
      `${place.host} has no ${NAMES[kind]} with the id ${reference.id}. Is it ${OTHER[kind]}? The id is the number in its address in Magento's admin.`,
    );
  }
  const ids = await ctx.db.withTenantSql(actor.tenantId, (client) =>
    idsOf(client, { storeId: place.storeId, kind, number: reference.number }),
  );
  for (const magentoId of ids) {
    const found = await gatherOne(ctx, { place, access, kind, magentoId });
    if (found?.sale.incrementId === reference.number) return found;
  }
  const byId =
    reference.alsoId && (await gatherOne(ctx, { place, access, kind, magentoId: reference.alsoId }));
  if (byId) return byId;
  throw notFound(
    `We cannot find ${NAMES[kind]} ${reference.number} in ${place.host}: Magento's module finds documents by id only, and we have not seen this number. Paste its address in Magento's admin instead.`,
  );
}

const NAMES = { invoice: "invoice", creditmemo: "credit memo" } as const;
const OTHER = { invoice: "a credit memo", creditmemo: "an invoice" } as const;

/** Null when Magento has none with this id. */
async function gatherOne(
  ctx: ServiceContext,
  input: { place: Place; access: StorefrontAccess; kind: DocumentKind; magentoId: number },
): Promise<GatheredDocument | null> {
  const { place, access, kind, magentoId } = input;
  const id = `${kind} ${magentoId}`;
  const gathered = await gatherSales(ctx, {
    access,
    endsAt: ctx.now().getTime() + ctx.durations.prepareJobMs,
    documents: [
      {
        ...{ id, kind, magentoId, bindingId: place.id, xeroTenantId: place.xeroTenantId },
        environment: place.environment as Environment,
        ...{ incrementId: null, magentoStoreId: 0, paidAt: null, createdAt: ctx.now(), dueAt: "" },
        ...{ isOutside: false, isBackfill: false, isFrozen: false, tries: 0, failingMs: 0 },
        ...{ lacksPayment: kind === "invoice", paymentMethod: null },
      },
    ],
  });
  if (gathered.isStoreDown)
    throw unavailable(
      gathered.problem === "store_refuses_us"
        ? `${place.host} refuses our calls, so nothing could be fetched. Pair it again with a new code.`
        : `${place.host} does not answer at the moment, so nothing could be fetched. Try again in a minute.`,
    );
  const found = gathered.sales.get(id);
  if (!found || ("problem" in found && found.problem === "unavailable"))
    throw unavailable(`${place.host} could not give this ${NAMES[kind]} just now. Try again in a minute.`);
  if ("problem" in found) {
    if (found.problem === "not_found") return null;
    throw unavailable(
      reasonSentence("magento_document_invalid", { id: magentoId, detail: found.detail.slice(0, 200) }),
    );
  }
  const { sale, parent, payment } = found;
  return sale ? { sale, parent, payment, access } : null;
}

/** How far two numbers of one series may lie apart for their ids to be told from each other. */
const NEIGHBOURS = 3;

/** Where a number may be: where we have seen it, else where its neighbours in the same series say it should be. */
async function idsOf(
  client: TenantClient,
  input: { storeId: string; kind: DocumentKind; number: string },
): Promise<number[]> {
  const { storeId, kind, number } = input;
  const seen = await client.query<{ id: number }>(
    "SELECT magento_id::float8 AS id FROM document WHERE store_id = $1 AND kind = $2 AND increment_id = $3 LIMIT 1",
    [storeId, kind, number],
  );
  if (seen.rows[0]) return [seen.rows[0].id];
  const digits = /\d+$/.exec(number)?.[0];
  if (!digits) return [];
  const series = number.slice(0, -digits.length);
  const { rows } = await client.query<{ id: number; number: string }>(
    `SELECT magento_id::float8 AS id, increment_id AS number FROM document
     WHERE store_id = $1 AND kind = $2 AND increment_id LIKE $3 AND length(increment_id) = length($4) AND right(increment_id, $5) ~ '^[0-9]+$'
     ORDER BY abs(right(increment_id, $5)::numeric - $6::numeric) LIMIT ${NEIGHBOURS}`,
    [storeId, kind, `${series.replaceAll(/[\\%_]/g, "\\$&")}%`, number, Math.min(15, digits.length), digits],
  );
  const offsets = rows.map((row) => row.id - Number(row.number.slice(series.length)));
  const ids = [...offsets, 0].map((offset) => Number(digits) + offset);
  return [...new Set(ids)].filter((id) => Number.isSafeInteger(id) && id > 0);
}
