import type { StorefrontAccess, StorefrontRead } from "@counterfoil/core/ports";
import type { CreditMemoSale, DocumentSale } from "@counterfoil/core/sale";
import type { TenantClient } from "@counterfoil/db/database";
import type { StoreLane } from "@counterfoil/db/system/lanes";
import type { ServiceContext } from "../context.ts";
import { type Hole, listHoles, noteMisses } from "./list-holes.ts";
import { type Found, takeIn } from "./take-in.ts";

/** `more`: found something and out of time, so there may well be more at once. */
export type Asked = "done" | "more" | "refused" | "unreachable";

const AT_ONCE = 4;
const LOOK_AT = 40;
/** What a store is asked in vain in one go. A document that is found costs nothing: it would have been fetched anyhow. */
const VAIN_ASKS = 20;

/** Asks a store for the documents that it never announced, within a small budget, and takes in what it has. */
export async function askForHoles(
  ctx: ServiceContext,
  input: { lane: StoreLane; access: StorefrontAccess; endsAt: number },
): Promise<Asked> {
  const { lane, endsAt } = input;
  const asked = new Set<string>();
  let vain = 0;
  let found = 0;
  for (;;) {
    const holes = await ctx.db.withTenantSql(lane.tenantId, (client) =>
      listHoles(client, lane.storeId, LOOK_AT),
    );
    const fresh = holes.filter((hole) => !asked.has(keyOf(hole)));
    const next = fresh.slice(0, Math.min(AT_ONCE, VAIN_ASKS - vain));
    if (next.length === 0) break;
    if (asked.size > 0 && ctx.now().getTime() >= endsAt) return found > 0 ? "more" : "done";
    for (const hole of next) asked.add(keyOf(hole));
    const answers = await askSome(ctx, { ...input, holes: next });
    if (typeof answers === "string") return answers;
    vain += answers.misses.length;
    found += answers.found.length;
  }
  if (found > 0)
    ctx.log.info({ storeId: lane.storeId, found }, "took in documents that were never announced");
  return "done";
}

async function askSome(
  ctx: ServiceContext,
  input: { lane: StoreLane; access: StorefrontAccess; holes: Hole[] },
): Promise<{ found: Found[]; misses: Hole[] } | "refused" | "unreachable"> {
  const { lane, access, holes } = input;
  const answers = await Promise.all(
    holes.map(async (hole) => ({ hole, read: await readOne(ctx, { access, hole }) })),
  );
  const problems = answers.flatMap(({ read }) => (read.ok ? [] : [read.problem]));
  if (problems.includes("refused")) return "refused";
  if (problems.includes("unavailable")) {
    // One document that Magento cannot give is no trouble of the store.
    const alive = await ctx.storefront.ping(access);
    if (!alive.ok) return alive.problem === "refused" ? "refused" : "unreachable";
  }
  const sales = answers.flatMap(({ read }) => (read.ok ? [read.value] : []));
  const misses = answers.flatMap(({ hole, read }) => (read.ok ? [] : [hole]));
  const views = await Promise.all(
    sales.map((sale) => (sale.kind === "invoice" ? sale.storeId : viewOf(ctx, { lane, access, memo: sale }))),
  );
  const found = sales.flatMap((sale, index) => eventsOf(ctx, sale, views[index] ?? 0));
  const raisedAt = sales.map((sale) => timeOf(ctx, sale).getTime());
  const { holesEveryMs } = ctx.durations;
  await ctx.db.withTenantSql(lane.tenantId, async (client) => {
    if (found.length > 0)
      await takeIn(client, lane.storeId, { found, unannouncedAt: new Date(Math.max(...raisedAt)) });
    await noteMisses(client, lane.storeId, { misses, againAfterMs: [holesEveryMs, 24 * holesEveryMs] });
  });
  return { found, misses };
}

function readOne(
  ctx: ServiceContext,
  { access, hole }: { access: StorefrontAccess; hole: Hole },
): Promise<StorefrontRead<DocumentSale>> {
  return hole.kind === "invoice"
    ? ctx.storefront.invoice(hole.magentoId, access)
    : ctx.storefront.creditMemo(hole.magentoId, access);
}

/** The events that would have come: two for an invoice that is paid. */
export function eventsOf(ctx: ServiceContext, sale: DocumentSale, storeViewId: number): Found[] {
  const { magentoId, websiteId, incrementId } = sale;
  const common = { magentoId, websiteId, storeViewId, incrementId, occurredAt: timeOf(ctx, sale) };
  if (sale.kind === "creditmemo") return [{ name: "creditmemo.created", ...common }];
  const created: Found = { name: "invoice.created", ...common };
  return sale.state === "paid" ? [created, { name: "invoice.paid", ...common }] : [created];
}

/** Magento says when a document was raised and nothing of when it was paid. */
export function timeOf(ctx: ServiceContext, sale: DocumentSale): Date {
  const at = new Date(sale.createdAt);
  return Number.isNaN(at.getTime()) ? ctx.now() : at;
}

/** A credit memo does not say its store view: its invoice's, else its website's only one, else 0 for unknown. */
export async function viewOf(
  ctx: ServiceContext,
  input: { lane: Pick<StoreLane, "tenantId" | "storeId">; access: StorefrontAccess; memo: CreditMemoSale },
): Promise<number> {
  const { lane, access, memo } = input;
  const known = await ctx.db.withTenantSql(lane.tenantId, (client) => knownView(client, lane.storeId, memo));
  if (known !== null || memo.invoiceId === null) return known ?? 0;
  const invoice = await ctx.storefront.invoice(memo.invoiceId, access);
  return invoice.ok ? invoice.value.storeId : 0;
}

async function knownView(
  client: TenantClient,
  storeId: string,
  memo: CreditMemoSale,
): Promise<number | null> {
  if (memo.invoiceId !== null) {
    const { rows } = await client.query<{ view: number }>(
      `SELECT magento_store_id AS view FROM event
       WHERE store_id = $1 AND name IN ('invoice.created', 'invoice.paid') AND magento_entity_id = $2 LIMIT 1`,
      [storeId, memo.invoiceId],
    );
    return rows[0]?.view ?? null;
  }
  const { rows } = await client.query<{ view: number }>(
    "SELECT magento_store_id AS view FROM store_view WHERE store_id = $1 AND website_id = $2 AND magento_store_id <> 0 LIMIT 2",
    [storeId, memo.websiteId],
  );
  return rows.length === 1 ? (rows[0]?.view ?? null) : null;
}

const keyOf = (hole: Hole) => `${hole.kind}:${hole.magentoId}`;
