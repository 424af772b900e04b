import { UK_ORGANISATION_ID } from "@counterfoil/xero-simulator/seed/united-kingdom";
import { demoAccounts } from "../../apps/web/src/demo/demo-accounts.ts";
import { control } from "./control.ts";
import { furnishEmpty, furnishEurope, furnishUnitedKingdom, prepareBooks } from "./furnish.ts";
import { createMerchant, type Merchant } from "./merchant.ts";
import { onboard } from "./onboard.ts";
import { poll } from "./poll.ts";
import type { createProgress } from "./progress.ts";
import { type Booked, buildReport, type Raised, type Report, type Synced } from "./report.ts";

const DOCUMENTS = 40;
const AT_REST_MS = 180_000;

export type DemoStage = {
  webUrl: string;
  xeroUrl: string;
  magentoUrl: string;
  /** The other two stores of a demo that stays; null: forty documents in one store, and no more. */
  place: { europeUrl: string; emptyUrl: string } | null;
  progress: ReturnType<typeof createProgress>;
};

/**
 * Signs up, pairs, connects, starts, raises the documents and waits for them, all through the real HTTP flows; a demo that stays
 * gets sixty days of history, a second store and an empty account besides. Null where an earlier run has done all that.
 */
export async function play(stage: DemoStage): Promise<Report | null> {
  const { webUrl, xeroUrl, magentoUrl: storeUrl, place, progress } = stage;
  const rooms = place && { ...place, webUrl, xeroUrl, storeUrl, progress };
  const merchant = createMerchant(webUrl);
  progress.step("signing the demo tenant in");
  await merchant.enter(demoAccounts.shop);
  const { bindings } = await merchant.get<{ bindings: { startedAt: string | null }[] }>("/api/bindings");
  if (bindings.some((binding) => binding.startedAt !== null)) return null;
  if (rooms) await prepareBooks(rooms);
  const bindingId = await onboard(merchant, {
    storeUrl,
    organisationId: UK_ORGANISATION_ID,
    // The place leaves a store view unclaimed.
    changes: { syncZeroValueInvoices: false, ...(rooms && { storeFilter: [1, 2, 3] }) },
    progress,
  });
  if (rooms) await furnishUnitedKingdom(rooms, merchant, bindingId);

  progress.step(`raising ${DOCUMENTS} invoices and credit memos in the store`);
  const { documents } = await control<{ documents: Raised[] }>(`${storeUrl}/__sim/raise`, {
    count: DOCUMENTS,
  });
  const synced = await untilAtRest(merchant, documents, progress);
  const books = await control<{ invoices: Booked[]; creditNotes: Booked[] }>(
    `${xeroUrl}/__sim/organisations/${UK_ORGANISATION_ID}/ledger`,
  );
  if (rooms) {
    await furnishEurope(rooms, merchant);
    await furnishEmpty(rooms);
  }
  return buildReport({ raised: documents, synced, books });
}

/** Waits until nothing happens to the documents by itself any more; at the deadline it gives what there is. */
async function untilAtRest(
  merchant: Merchant,
  documents: Raised[],
  progress: DemoStage["progress"],
): Promise<Synced[]> {
  const numbers = new Set(documents.map((document) => `${document.kind} ${document.increment_id}`));
  let rows: Synced[] = [];
  const isAtRest = (row: Synced) => ["posted", "skipped", "held", "failed"].includes(row.state);
  await poll(AT_REST_MS, "all documents to come to rest", async () => {
    const answer = await merchant.get<{ rows: Synced[] }>("/api/documents?limit=200");
    rows = answer.rows.filter((row) => numbers.has(`${row.kind} ${row.number}`));
    const atRest = rows.filter(isAtRest).length;
    progress.count(`${rows.length} of ${documents.length} seen, ${atRest} done`);
    return atRest === documents.length;
  }).catch((error: Error) => progress.step(error.message));
  return rows;
}
