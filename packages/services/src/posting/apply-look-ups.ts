import type { LookUpSettlement } from "@counterfoil/core/conclude-look-up";
import type { TenantClient } from "@counterfoil/db/database";
import { TO_LOOK_UP } from "@counterfoil/db/system/lanes";
import type { DueLookUp } from "@counterfoil/db/system/look-ups";
import { WORK_CHANNEL } from "@counterfoil/db/work-channel";
import { refreshCustomers } from "../contact/refresh-customers.ts";
import type { ServiceContext } from "../context.ts";
import { dependentDocuments } from "./dependent-documents.ts";
import { refreshDocuments } from "./refresh-documents.ts";
import { wakeDependents } from "./release-waiting.ts";
import { saveSettlements } from "./save-settlements.ts";

export type LookedUp = { posting: DueLookUp; settlement: LookUpSettlement };

/**
 * Applies what was found to one tenant's postings, in one transaction: each only if nothing has happened to it since it
 * was looked up for. What is not known is asked again after `askAgainMs`.
 */
export async function applyLookUps(
  ctx: ServiceContext,
  input: { tenantId: string; settled: readonly LookedUp[]; askAgainMs: number },
): Promise<void> {
  const { tenantId, settled, askAgainMs } = input;
  const applied = await ctx.db.withTenantSql(tenantId, async (client) => {
    const same = await lockUnchanged(client, settled);
    const current = settled.filter(({ posting }) => same.has(posting.id));
    const idsTo = (...to: LookUpSettlement["to"][]) =>
      current.filter(({ settlement }) => to.includes(settlement.to)).map(({ posting }) => posting.id);
    await client.query("UPDATE posting SET next_run_at = now() + $2 * interval '1 ms' WHERE id = ANY ($1)", [
      idsTo("unknown"),
      askAgainMs,
    ]);
    await saveKnown(client, current);
    await noteDrafts(client, current);
    await planAnew(client, idsTo("queued"));
    // A payment that somebody else made is no payment of ours to give back.
    await wakeDependents(client, idsTo("skipped"));
    const moved = current.filter(({ settlement }) => settlement.to !== "unknown");
    const ids = moved.map(({ posting }) => posting.id);
    await client.query("UPDATE posting SET refused_as = NULL WHERE id = ANY ($1)", [ids]);
    await refreshDocuments(client, await dependentDocuments(client, ids));
    await refreshCustomers(client, ids);
    if (ids.length > 0) await client.query(`SELECT pg_notify('${WORK_CHANNEL}', '')`);
    return moved;
  });
  for (const { posting, settlement } of applied) {
    ctx.countSettled?.({ kind: posting.kind, outcome: settlement.to });
    ctx.log.info({ postingId: posting.id, kind: posting.kind, became: settlement.to }, "looked up");
  }
}

async function lockUnchanged(
  client: TenantClient,
  settled: readonly LookedUp[],
): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT p.id FROM posting p JOIN unnest($1::uuid[], $2::text[]) AS t (id, version) ON t.id = p.id AND p.xmin::text = t.version
     WHERE ${TO_LOOK_UP} ORDER BY p.id FOR UPDATE OF p`,
    [settled.map(({ posting }) => posting.id), settled.map(({ posting }) => posting.version)],
  );
  return new Set(rows.map((row) => row.id));
}

async function saveKnown(client: TenantClient, current: readonly LookedUp[]): Promise<void> {
  const known = current.flatMap(({ posting, settlement }) =>
    posting.state !== "unconfirmed" || settlement.to === "queued" || settlement.to === "unknown"
      ? []
      : [{ id: posting.id, settlement }],
  );
  await saveSettlements(
    client,
    known.flatMap(({ id, settlement }) => (settlement.to === "skipped" ? [] : [{ id, settlement }])),
    "unconfirmed",
  );
  for (const { posting, settlement } of current) {
    const isHeldAgain = posting.state === "queued" && settlement.to === "held";
    if (!isHeldAgain && settlement.to !== "skipped") continue;
    await client.query(
      "UPDATE posting SET state = $2, reason = $3, reason_params = $4, updated_at = now() WHERE id = $1 AND state = $5",
      [posting.id, settlement.to, settlement.reason, JSON.stringify(settlement.params), posting.state],
    );
  }
}

/** What a payment or settlement was refused for is known of its document from then on: it waits for the approval. */
async function noteDrafts(client: TenantClient, current: readonly LookedUp[]): Promise<void> {
  const ids = current.flatMap(({ posting, settlement }) =>
    settlement.to === "queued" && settlement.isParentDraft ? [posting.id] : [],
  );
  await client.query(
    `UPDATE posting parent SET xero_status = 'DRAFT', updated_at = now() FROM posting_dependency d
     WHERE d.posting_id = ANY ($1) AND parent.id = d.parent_id AND parent.kind IN ('invoice', 'credit_note') AND parent.state = 'posted'`,
    [ids],
  );
}

/** Nothing of it stands in Xero any more, or what it was made of has changed: it is fetched and planned as if it were new. */
async function planAnew(client: TenantClient, ids: readonly string[]): Promise<void> {
  await client.query(
    `UPDATE posting SET state = 'queued', reason = NULL, reason_params = '{}', xero_id = NULL, xero_status = NULL, xero_total = NULL,
            reversal = NULL, updated_at = now() WHERE id = ANY ($1)`,
    [ids],
  );
  await client.query(
    "UPDATE document SET next_run_at = now() WHERE id IN (SELECT document_id FROM posting WHERE id = ANY ($1))",
    [ids],
  );
}
