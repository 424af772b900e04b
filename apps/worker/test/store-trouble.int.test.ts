import { findParking } from "@counterfoil/services/document/find-parking";
import { parkStore } from "@counterfoil/services/posting/park-store";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { disagreements } from "./agreement.ts";
import type { Onboarded } from "./onboard.ts";
import { until } from "./until.ts";
import { startWholeSystem, type WholeSystem } from "./whole-system.ts";

let system: WholeSystem;
let onboarded: Onboarded;

beforeAll(async () => {
  system = await startWholeSystem();
  onboarded = await system.startWithMerchant();
});
afterEach(() => system?.clearStoreFaults());
afterAll(() => system?.stop());

test.each([
  ["serves HTML", { html: true, status: 503 }, "store_unreachable", "active"],
  ["is too slow", { slowMs: 900 }, "store_unreachable", "active"],
  ["cuts connections", { cut: true }, "store_unreachable", "active"],
  ["refuses our key", { status: 401 }, "store_refuses_us", "token_revoked"],
])(
  "a store that %s is left alone for a while; everything is kept and goes on by itself",
  async (_, fault, reason, status) => {
    await system.storeFault({ path: "*", ...fault });
    const invoice = await system.raiseInvoice();
    await until("the store is parked", async () => {
      const store = await storeRow();
      return store.parked_reason === reason && store.status === status;
    });
    await system.comesTo(invoice, "queued");
    await until("the merchant is told what it waits for", async () => {
      const parking = (await findParking(system.ctx, onboarded.actor)).get(onboarded.bindingId);
      return parking?.fetching?.reason === reason;
    });
    // Events go on being taken in and shown while the store is left alone.
    const another = await system.raiseInvoice();
    await until("it has its row", async () => (await system.find(another)) !== undefined);
    await system.clearStoreFaults();
    await system.comesTo(invoice, "posted");
    await system.comesTo(another, "posted");
    expect(await storeRow()).toMatchObject({ status: "active", parked_reason: null, parked_tries: 0 });
    expect(await disagreements(system)).toEqual([]);
  },
);

test("one document that Magento cannot give is that document's own trouble", async () => {
  const broken = await system.raiseInvoice();
  await system.comesTo(broken, "posted");
  const id = broken.id + 1;
  await system.storeFault({ path: `/rest/V1/byte8/invoice/${id}`, status: 500 });
  const own = await system.raiseInvoice();
  expect(own.id).toBe(id);
  const other = await system.raiseInvoice();
  await system.comesTo(other, "posted");
  await until("it was tried again", async () => {
    const [row] = await system.rows<{ tries: number }>("SELECT tries FROM document WHERE magento_id = $1", [
      id,
    ]);
    return (row?.tries ?? 0) >= 2;
  });
  expect(await system.find(own)).toMatchObject({ state: "waiting", reason: "store_unreachable" });
  expect(await storeRow()).toMatchObject({ parked_tries: 0, status: "active" });
  await system.clearStoreFaults();
  await system.comesTo(own, "posted");
});

test("a document's own thirty days stand still while its store is left alone; after them it is given up, and says so", async () => {
  const before = await system.raiseInvoice();
  const id = before.id + 1;
  await system.storeFault({ path: `/rest/V1/byte8/invoice/${id}`, status: 500 });
  const own = await system.raiseInvoice();
  const failing = async () => {
    const [row] = await system.rows<{ since: Date | null }>(
      "SELECT first_failed_at AS since FROM document WHERE magento_id = $1 AND kind = 'invoice'",
      [own.id],
    );
    return row?.since?.getTime() ?? 0;
  };
  await until("it has failed", async () => (await failing()) > 0);
  await system.rows("UPDATE document SET next_run_at = now() + interval '1 hour' WHERE magento_id = $1", [
    own.id,
  ]);
  const { storeId, actor } = onboarded;
  const since = await failing();
  await parkStore(system.ctx, { storeId, tenantId: actor.tenantId }, "store_unreachable");
  const [parked] = await system.rows<{ leftMs: number }>(
    `SELECT extract(epoch FROM parked_until - now())::float8 * 1000 AS "leftMs" FROM store`,
  );
  expect((await failing()) - since).toBeGreaterThan(0);
  expect((await failing()) - since).toBeGreaterThanOrEqual(Math.floor(parked?.leftMs ?? 0));

  await system.rows("UPDATE store SET parked_until = NULL, parked_reason = NULL, parked_tries = 0");
  await system.rows(
    `UPDATE document SET first_failed_at = now() - $2 * interval '1 ms', next_run_at = now() WHERE magento_id = $1`,
    [own.id, system.ctx.durations.documentRetryForMs + 60_000],
  );
  expect((await system.comesTo(own, "failed")).reason).toBe("gave_up_after_30_days");
  await system.clearStoreFaults();
  await system.replay(own);
  await system.comesTo(own, "posted");
});

test("what Magento announced and does not have is asked for a few times, what it cannot spell is said at once", async () => {
  const { invoices } = system.magento.state;
  await system.rows("UPDATE store SET prepare_claimed_until = now() + interval '1 hour'");
  const missing = await system.raiseInvoice();
  const garbled = await system.raiseInvoice();
  delete invoices[missing.id];
  const document = invoices[garbled.id]?.document as { currency: unknown };
  document.currency = { is: "not text" };
  await system.rows("UPDATE store SET prepare_claimed_until = NULL");
  const invalid = await system.comesTo(garbled, "failed");
  expect(invalid.reason).toBe("magento_document_invalid");
  const gone = await system.comesTo(missing, "failed");
  expect(gone.reason).toBe("not_found_in_magento");

  // The merchant mends it and the event comes again.
  document.currency = "GBP";
  await system.replay(garbled);
  await system.comesTo(garbled, "posted");
});

test("a document that breaks our own books does not stop the store", async () => {
  const { invoices } = system.magento.state;
  await system.rows("UPDATE store SET prepare_claimed_until = now() + interval '1 hour'");
  const odd = await system.raiseInvoice();
  const beside = await system.raiseInvoice();
  // A whole number, and more than the column holds.
  const document = invoices[odd.id]?.document as { website_id: number };
  document.website_id = 3_000_000_000;
  await system.rows("UPDATE store SET prepare_claimed_until = NULL");
  await system.comesTo(beside, "posted");
  const row = await system.comesTo(odd, "failed");
  expect(row.reason).toBe("magento_document_invalid");
  expect(row.params.detail).toBe("it has a value that cannot be kept or planned");
});

test("what the store does not take is told again, and the newest word wins", async () => {
  await system.storeFault({ path: "/rest/V1/byte8/sync-state", status: 500 });
  const invoice = await system.raiseInvoice();
  await system.comesTo(invoice, "posted");
  await until("telling failed", async () => {
    const row = await toldRow(invoice.id);
    return (row?.tries ?? 0) >= 1;
  });
  // A later word while the first one waits.
  await system.rows(
    `UPDATE storefront_state SET wanted = wanted || '{"providerReference": "NEWER"}', wanted_version = wanted_version + 1 WHERE magento_id = $1`,
    [invoice.id],
  );
  await system.clearStoreFaults();
  const told = await until("Magento was told", async () => {
    const found = (await system.told()).find((each) => each.increment_id === invoice.increment_id);
    return found?.sync?.sync_status === "synced" && found.sync;
  });
  expect(told.provider_reference).toBe("NEWER");
  await until("it is settled", async () => {
    const row = await toldRow(invoice.id);
    return row !== undefined && row.next_run_at === null && row.pushed_version === row.wanted_version;
  });
});

test("a newer word that comes while the older one is on its way is sent after it", async () => {
  const slow = { path: "/rest/V1/byte8/sync-state", slowMs: 400 };
  await system.storeFault({ ...slow, times: 1 });
  const invoice = await system.raiseInvoice();
  await system.comesTo(invoice, "posted");
  const { pushed_version: pushed } = await until(
    "a word is due",
    async () => (await toldRow(invoice.id)) ?? false,
  );
  expect(pushed).toBe(0);
  await system.rows(
    `UPDATE storefront_state SET wanted = wanted || '{"providerReference": "NEWER"}', wanted_version = 2, next_run_at = now() WHERE magento_id = $1`,
    [invoice.id],
  );
  await until("the newer one was told", async () => {
    const found = (await system.told()).find((each) => each.increment_id === invoice.increment_id);
    return found?.sync?.provider_reference === "NEWER";
  });
});

async function storeRow() {
  const [row] = await system.rows<{ status: string; parked_reason: string | null; parked_tries: number }>(
    "SELECT status, parked_reason, parked_tries FROM store",
  );
  return row as { status: string; parked_reason: string | null; parked_tries: number };
}

async function toldRow(magentoId: number) {
  const [row] = await system.rows<{
    tries: number;
    wanted_version: number;
    pushed_version: number;
    next_run_at: Date | null;
  }>(
    "SELECT tries, wanted_version, pushed_version, next_run_at FROM storefront_state WHERE magento_id = $1 AND entity_type = 'invoice'",
    [magentoId],
  );
  return row;
}
