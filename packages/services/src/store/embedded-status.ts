import type { PostingState } from "@counterfoil/core/posting";
import { type ReasonCode, reasonSentence } from "@counterfoil/core/reasons";
import { wordOf, words } from "@counterfoil/core/words";
import { findEmbeddedStore } from "@counterfoil/db/system/find-embedded-store";
import { z } from "zod";
import { hostOf } from "../binding/host-of.ts";
import type { ServiceContext } from "../context.ts";
import type { WordCounts } from "../document/count-documents.ts";
import { parkedBy } from "../document/describe-document.ts";
import { findParking } from "../document/find-parking.ts";

export type EmbeddedStatus = {
  tenantId: string;
  host: string;
  look: "good" | "waits" | "needs_you";
  title: string;
  sentence: string;
  /** Names of the organisations: for whoever has a seat in the tenant, and nobody else. */
  organisations: string[];
  /** Documents heard of in the last 30 days. */
  counts: WordCounts;
  lastDocumentAt: Date | null;
};

/**
 * What Magento's admin shows of a store in a frame. The frame carries no credential: the module puts only the store's id into the
 * address, and browsers keep our cookie out of other sites' frames. So, `organisations` apart, there is nothing in here that
 * Magento's own grid and health tile do not show to the same people: states and counts, never a name, a number or an amount.
 * Null for an id that is no store's.
 */
export async function embeddedStatus(ctx: ServiceContext, storeId: unknown): Promise<EmbeddedStatus | null> {
  const id = z.uuid().safeParse(storeId);
  const store = id.success ? await findEmbeddedStore(ctx.db.system, { storeId: id.data }) : null;
  if (!id.success || !store) return null;
  const { tenantId } = store;
  const parking = await findParking(ctx, { tenantId });
  const since = new Date(ctx.now().getTime() - COUNTED_MS);
  const { bindings, groups } = await ctx.db.withTenantSql(tenantId, async (client) => {
    const bindings = await client.query<{ id: string; organisation: string }>(
      `SELECT b.id, o.name AS organisation FROM binding b JOIN organisation o ON o.id = b.organisation_id
       WHERE b.store_id = $1 AND b.status = 'active' ORDER BY b.created_at, b.id`,
      [id.data],
    );
    const groups = await client.query<{
      bindingId: string;
      state: PostingState;
      reason: string | null;
      isFetched: boolean;
      documents: number;
      lastAt: Date;
    }>(
      `SELECT binding_id AS "bindingId", state, reason, grand_total IS NOT NULL AS "isFetched", count(*)::int AS documents,
              max(created_at) AS "lastAt"
       FROM document WHERE store_id = $1 AND created_at > $2 AND environment = (SELECT environment FROM tenant) GROUP BY 1, 2, 3, 4`,
      [id.data, since],
    );
    return { bindings: bindings.rows, groups: groups.rows };
  });
  const counts = Object.fromEntries(words.map((word) => [word, 0])) as WordCounts;
  for (const group of groups) {
    const isParked = parkedBy(group, parking.get(group.bindingId) ?? null) !== null;
    counts[isParked ? "Waiting" : wordOf(group.state)] += group.documents;
  }
  const trouble = bindings
    .map((binding) => parking.get(binding.id))
    .map((parked) => parked?.fetching ?? parked?.sending ?? null)
    .find((parked) => parked !== null);
  const lastAt = Math.max(0, ...groups.map((group) => group.lastAt.getTime()));
  return {
    tenantId,
    host: hostOf(store.baseUrl),
    ...stateOf(store.status, bindings.length, trouble?.reason ?? null, counts["Needs you"]),
    organisations: [...new Set(bindings.map(({ organisation }) => organisation))],
    counts,
    lastDocumentAt: lastAt === 0 ? store.lastEventAt : new Date(lastAt),
  };
}

function stateOf(
  status: string,
  bindings: number,
  trouble: ReasonCode | null,
  needingYou: number,
): Pick<EmbeddedStatus, "look" | "title" | "sentence"> {
  if (status === "pending")
    return {
      look: "waits",
      title: "Pairing is not finished",
      sentence: "Magento has not confirmed the pairing yet. If it does not within a minute, pair it again.",
    };
  if (status !== "active")
    return {
      look: "needs_you",
      title: "Magento is not connected",
      // Sentences without their parameters: those may carry names.
      sentence: reasonSentence("store_refuses_us"),
    };
  if (bindings === 0)
    return {
      look: "needs_you",
      title: "Xero is not connected yet",
      sentence: reasonSentence("xero_not_connected"),
    };
  if (trouble)
    return {
      look: STANDS_STILL.has(trouble) ? "needs_you" : "waits",
      title: titleOf[trouble] ?? "Waiting",
      sentence: reasonSentence(trouble),
    };
  if (needingYou > 0)
    return {
      look: "needs_you",
      title: needingYou === 1 ? "1 document needs you" : `${needingYou} documents need you`,
      sentence: "The store is connected to Xero, and everything else goes by itself.",
    };
  return { look: "good", title: "Connected to Xero", sentence: "Everything goes by itself." };
}

/** Until somebody does something. */
const STANDS_STILL: ReadonlySet<ReasonCode> = new Set([
  "xero_not_connected",
  "reconnect_required",
  "store_refuses_us",
  "not_started",
  "binding_paused",
]);

const titleOf: Partial<Record<ReasonCode, string>> = {
  xero_not_connected: "Xero is not connected",
  reconnect_required: "Reconnect Xero",
  store_refuses_us: "Magento is not connected",
  store_unreachable: "The store does not answer us",
  not_started: "Ready to start",
  binding_paused: "Syncing is paused",
  xero_daily_limit: "Xero's calls of today are used up",
  xero_unavailable: "Xero does not answer at the moment",
};

const COUNTED_MS = 30 * 86_400_000;
