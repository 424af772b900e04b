import { randomUUID } from "node:crypto";
import type { Draft } from "@counterfoil/core/draft";
import type { LedgerOperation } from "@counterfoil/core/ports";
import { accessToken } from "@counterfoil/services/grant/access-token";
import { storeAccess } from "@counterfoil/services/pairing/open-store-key";
import { UK_ORGANISATION_ID } from "@counterfoil/xero-simulator/seed/united-kingdom";
import type { WholeProduct } from "./whole-product.ts";

/** As the product does it. */
const STORE_CALLS_AT_ONCE = 4;
const XERO_CALLS_AT_ONCE = 5;
const PER_CALL = 50;

/**
 * Seconds in which the same documents can be fetched from the same store, put into the same organisation once more (under other names) in
 * full calls, and told to the store, by one process that keeps nothing: what the two simulators and HTTP alone take.
 */
export async function drainFloor(
  { ctx, rows }: WholeProduct,
  merchant: { tenantId: string; storeId: string },
): Promise<number> {
  const ledger = ctx.ledger.sandbox;
  if (!ledger) throw new Error("no Xero app");
  const access = await storeAccess(ctx, merchant);
  const [connection] = await rows("SELECT id FROM connection");
  const token = await accessToken(ctx, String(connection?.id));
  if (!token.ok) throw new Error("no access");
  const send = async (operation: LedgerOperation): Promise<string[]> => {
    const request = ledger.request(operation);
    const call = { accessToken: token.accessToken, xeroTenantId: UK_ORGANISATION_ID, request };
    const outcome = await ledger.send({ ...call, idempotencyKey: randomUUID() });
    if (outcome.kind !== "elements") throw new Error(`Xero: ${outcome.kind}`);
    return outcome.elements.map((element) => {
      if (!element.ok) throw new Error(element.problems[0]?.message);
      return element.xeroId;
    });
  };
  const postings = (await rows(POSTINGS)) as Posting[];
  const of = (kind: string) => postings.filter((posting) => posting.kind === kind).map(renamed);
  const ids = new Map<string, string>();
  const post = async (kind: string, operation: (part: Posting[]) => LedgerOperation) => {
    const all = of(kind);
    const parts = Array.from({ length: Math.ceil(all.length / PER_CALL) }, (_, index) =>
      all.slice(index * PER_CALL, (index + 1) * PER_CALL),
    );
    await inTurn(parts, XERO_CALLS_AT_ONCE, async (part) => {
      const made = await send(operation(part));
      for (const [index, { id }] of part.entries()) ids.set(id, made[index] ?? "");
    });
  };
  const parentOf = ({ parentId }: Posting) => ids.get(parentId ?? "") ?? "";

  const startedAt = performance.now();
  const invoices = of("invoice");
  await inTurn(invoices, STORE_CALLS_AT_ONCE, async ({ magentoKey }) => {
    await ctx.storefront.invoice(Number(magentoKey), access);
    await ctx.storefront.payment(Number(magentoKey), access);
  });
  await post("contact", (part) => ({
    kind: "create",
    what: "contact",
    items: part.map(({ draft }) => ({ draft, contactId: null, name: null })),
  }));
  await post("invoice", (part) => ({
    kind: "create",
    what: "invoice",
    items: part.map((posting) => ({ draft: posting.draft, contactId: parentOf(posting), name: null })),
  }));
  await post("payment", (part) => ({
    kind: "pay",
    items: part.flatMap((posting) =>
      posting.draft.kind === "payment" ? [{ draft: posting.draft, xeroId: parentOf(posting) }] : [],
    ),
  }));
  await inTurn(invoices, STORE_CALLS_AT_ONCE, async ({ id, magentoKey, draft }) => {
    const number = draft.kind === "invoice" ? draft.number : null;
    await ctx.storefront.pushSyncState(
      {
        entityType: "invoice",
        magentoId: Number(magentoKey),
        status: "synced",
        providerEntityId: ids.get(id) ?? null,
        providerReference: number,
        skipReason: null,
        errorCode: null,
        lastSyncAt: new Date(),
      },
      access,
    );
  });
  return (performance.now() - startedAt) / 1_000;
}

type Posting = { id: string; kind: string; magentoKey: string; draft: Draft; parentId: string | null };

const POSTINGS = `
  SELECT p.id, p.kind, p.magento_key AS "magentoKey", p.draft,
         (SELECT d.parent_id FROM posting_dependency d WHERE d.posting_id = p.id LIMIT 1) AS "parentId"
  FROM posting p WHERE p.state = 'posted' ORDER BY p.created_at, p.id`;

/** What must be unique in Xero is another one. */
function renamed(posting: Posting): Posting {
  const { draft } = posting;
  switch (draft.kind) {
    case "contact":
      return {
        ...posting,
        draft: { ...draft, name: `${draft.name} again`, contactNumber: `${draft.contactNumber}-again` },
      };
    case "invoice":
      return { ...posting, draft: { ...draft, number: `${draft.number}-again` } };
    default:
      return posting;
  }
}

async function inTurn<T>(all: readonly T[], atOnce: number, work: (each: T) => Promise<void>): Promise<void> {
  let next = 0;
  const one = async () => {
    while (next < all.length) await work(all[next++] as T);
  };
  await Promise.all(Array.from({ length: atOnce }, one));
}
