import { freeStoreLane, type StoreLane } from "@counterfoil/db/system/lanes";
import { WORK_CHANNEL } from "@counterfoil/db/work-channel";
import { prepareCustomers } from "../contact/prepare-customers.ts";
import type { ServiceContext } from "../context.ts";
import { routeEvents } from "../event/route-events.ts";
import { storeAccess } from "../pairing/open-store-key.ts";
import { holdBeyondPlan } from "../plan/hold-beyond-plan.ts";
import { askStore } from "../store/ask-store.ts";
import { type Gathered, gatherSales, lacksPayment } from "./gather-sales.ts";
import { type DueDocuments, listDueDocuments } from "./list-due-documents.ts";
import { parkStore, unparkStore } from "./park-store.ts";
import { recordPlans } from "./record-plans.ts";

/** One turn of a store: asks what it did not announce, routes its events, fetches and plans what is due. At most `prepareJobMs`, then others have their turn. */
export async function prepareStore(ctx: ServiceContext, lane: StoreLane): Promise<void> {
  const endsAt = ctx.now().getTime() + ctx.durations.prepareJobMs;
  try {
    await askStore(ctx, lane, endsAt);
    let isMore = true;
    while (isMore && ctx.now().getTime() < endsAt) {
      const hasDocuments = await prepareSome(ctx, lane, endsAt);
      isMore = (await prepareCustomers(ctx, lane, endsAt)) || hasDocuments;
    }
  } finally {
    await freeStoreLane(ctx.db.system, lane.storeId, "prepare");
  }
}

/** True when there may be more to do at once. */
async function prepareSome(ctx: ServiceContext, lane: StoreLane, endsAt: number): Promise<boolean> {
  const { routed, due } = await ctx.db.withTenantSql(lane.tenantId, async (client) => {
    const count = await routeEvents(ctx, client, lane);
    await holdBeyondPlan(client, lane.storeId);
    return { routed: count, due: await listDueDocuments(client, lane.storeId) };
  });
  if (due.store.isParked || due.documents.length === 0) return routed > 0;
  const access = await storeAccess(ctx, lane);
  const documents = due.documents.filter((document) => !document.isFrozen || lacksPayment(document));
  const gathered = await gatherSales(ctx, { access, documents, endsAt });
  if (gathered.isStoreDown) {
    await parkStore(ctx, lane, gathered.problem);
    return false;
  }
  await record(ctx, { lane, due, sales: gathered.sales });
  if (gathered.sales.size > 0) await unparkStore(ctx, lane);
  return true;
}

/** All in one transaction; when a document breaks it, each in its own, so that this one delays nobody else. */
async function record(
  ctx: ServiceContext,
  input: { lane: StoreLane; due: DueDocuments; sales: ReadonlyMap<string, Gathered> },
): Promise<void> {
  const { lane, due, sales } = input;
  const save = async (documents: DueDocuments["documents"], found: ReadonlyMap<string, Gathered>) => {
    const stopped = await ctx.db.withTenantSql(lane.tenantId, async (client) => {
      const each = await recordPlans(ctx, { client, lane, due: { ...due, documents }, sales: found });
      await client.query(`SELECT pg_notify('${WORK_CHANNEL}', '')`);
      return each;
    });
    for (const posting of stopped) ctx.countSettled?.(posting);
  };
  try {
    await save(due.documents, sales);
  } catch (error) {
    if (!isOfTheDocument(error)) throw error;
    for (const document of due.documents) {
      try {
        await save([document], sales);
      } catch (cause) {
        if (!isOfTheDocument(cause)) throw cause;
        ctx.log.error({ documentId: document.id, err: cause }, "a document could not be planned");
        const detail = "it has a value that cannot be kept or planned";
        await save([document], new Map([[document.id, { problem: "invalid" as const, detail }]]));
      }
    }
  }
}

/** Its own data or size, or our planning of it. Whatever else the database says (SQLSTATE neither 22… nor 54…) is nobody's document. */
function isOfTheDocument(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code !== "string" || /^(22|54)...$/.test(code);
}
