import { randomUUID } from "node:crypto";
import { createTestDatabase, type TestDatabase } from "@counterfoil/db/test-database";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Actor, ServiceContext } from "../src/context.ts";
import { countDocuments } from "../src/document/count-documents.ts";
import { findDocumentByMark } from "../src/document/find-document-by-mark.ts";
import { findPulse } from "../src/document/find-pulse.ts";
import { homeSummary } from "../src/document/home-summary.ts";
import { listDocuments } from "../src/document/list-documents.ts";
import { loadBindingPlans } from "../src/posting/load-binding-plans.ts";
import { refreshDocuments } from "../src/posting/refresh-documents.ts";
import { newBinding, newMerchant, testContext } from "./merchant.ts";

let testDatabase: TestDatabase;
let ctx: ServiceContext;
let actor: Actor;
let bindingId: string;
let storeId: string;
let xeroTenantId: string;
let lastId = 0;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  ctx = testContext(testDatabase.database);
});
afterAll(() => testDatabase.drop());
beforeEach(async () => {
  actor = await newMerchant(ctx);
  ({ bindingId, storeId, xeroTenantId } = await newBinding(ctx, actor));
});

const sql = (text: string, values: unknown[]) => testDatabase.database.system.query(text, values);

type Posting = { kind: string; state: string; total?: string; reason?: string };

async function newDocument(
  values: {
    state: string;
    reason?: string;
    total?: string | null;
    kind?: string;
    number?: string;
    currency?: string;
  },
  postings: Posting[] = [],
) {
  lastId += 1;
  const { rows } = await testDatabase.database.system.query<{ id: string }>(
    `INSERT INTO document (tenant_id, environment, xero_tenant_id, store_id, binding_id, kind, magento_id, increment_id, website_id,
                           magento_store_id, currency, grand_total, state, reason)
     VALUES ($1, 'sandbox', $2, $3, $4, $5, $6, $7, 1, 1, $8, $9, $10, $11) RETURNING id`,
    [
      actor.tenantId,
      xeroTenantId,
      storeId,
      bindingId,
      values.kind ?? "invoice",
      lastId,
      values.number ?? String(lastId).padStart(9, "0"),
      values.currency ?? "GBP",
      values.total === undefined ? "12.3400" : values.total,
      values.state,
      values.reason ?? null,
    ],
  );
  for (const posting of postings)
    await sql(
      `INSERT INTO posting (tenant_id, environment, xero_tenant_id, store_id, binding_id, document_id, kind, magento_key, mark, state, reason,
                            xero_id, xero_number, xero_total)
       VALUES ($1, 'sandbox', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      [
        actor.tenantId,
        xeroTenantId,
        storeId,
        bindingId,
        rows[0]?.id,
        posting.kind,
        String(lastId),
        "ABCDEFGH23",
        posting.state,
        posting.reason ?? null,
        posting.state === "posted" ? randomUUID() : null,
        posting.state === "posted" ? "INV-1" : null,
        posting.total ?? null,
      ],
    );
  const main = postings.find(({ kind, state }) => state === "posted" && kind !== "payment");
  if (main)
    await sql("UPDATE document SET xero_number = 'INV-1', xero_total = $2, posted_at = now() WHERE id = $1", [
      rows[0]?.id,
      main.total ?? null,
    ]);
  return rows[0]?.id ?? "";
}

test("a posted document shows both totals, their difference, and why its payment was left out", async () => {
  await newDocument({ state: "posted" }, [
    { kind: "invoice", state: "posted", total: "12.34" },
    { kind: "payment", state: "skipped", reason: "payment_left_to_bank" },
  ]);
  const { rows } = await listDocuments(ctx, actor, {});
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({
    word: "In Xero",
    magentoTotal: "12.34",
    xeroTotal: "12.34",
    difference: "0",
    xeroNumber: "INV-1",
    note: expect.stringContaining("you reconcile them from the bank"),
  });
  expect(rows[0]?.marks.map((mark) => mark.label)).toEqual(["Invoice: in Xero", "Payment: left out"]);
});

test("pages follow each other without gap or double, newest first, whatever is added meanwhile", async () => {
  for (let index = 0; index < 7; index += 1) await newDocument({ state: "queued" });
  const seen: { id: string; createdAt: string }[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof listDocuments>> = await listDocuments(ctx, actor, {
      limit: 3,
      cursor,
    });
    seen.push(...page.rows);
    cursor = page.nextCursor;
    await newDocument({ state: "queued" });
  } while (cursor !== null);
  expect(new Set(seen.map((row) => row.id)).size).toBe(7);
  expect(seen).toHaveLength(7);
  const times = seen.map((row) => row.createdAt);
  expect(times).toEqual(times.toSorted().toReversed());
  await expect(listDocuments(ctx, actor, { cursor: "nonsense" })).rejects.toMatchObject({ code: "invalid" });
});

test("a number is found by how it begins, with or without its zeros, and only so", async () => {
  await newDocument({ state: "queued", number: "000000042" });
  await newDocument({ state: "queued", number: "W2-000000042" });
  const found = async (search: string) =>
    (await listDocuments(ctx, actor, { search })).rows.map((row) => row.number);
  expect(await found("42")).toEqual(["000000042"]);
  expect(await found("0000")).toEqual(["000000042"]);
  expect(await found("W2-")).toEqual(["W2-000000042"]);
  expect(await found("%")).toEqual([]);
});

test("what stands behind a parked store, binding, connection or organisation is Waiting, with its reason, and is filtered and counted so", async () => {
  await newDocument({ state: "planned" }, [{ kind: "invoice", state: "planned" }]);
  await newDocument({ state: "queued", total: null });
  const shown = async () =>
    (await listDocuments(ctx, actor, {})).rows.map((row) => `${row.word}: ${row.reason}`).toSorted();
  const agree = async (waiting: number) => {
    expect(await countDocuments(ctx, actor)).toMatchObject({ Waiting: waiting, "On its way": 2 - waiting });
    expect((await listDocuments(ctx, actor, { word: "Waiting" })).rows).toHaveLength(waiting);
    expect((await listDocuments(ctx, actor, { word: "On its way" })).rows).toHaveLength(2 - waiting);
  };
  expect(await shown()).toEqual(["On its way: null", "On its way: null"]);
  await agree(0);

  await sql(
    "UPDATE store SET parked_until = now() + interval '1 hour', parked_reason = 'store_unreachable' WHERE id = $1",
    [storeId],
  );
  expect(await shown()).toEqual(["On its way: null", "Waiting: store_unreachable"]);
  await agree(1);

  await sql(
    `INSERT INTO organisation_lane (environment, xero_tenant_id, parked_until, parked_reason)
     VALUES ('sandbox', $1, now() + interval '1 hour', 'xero_daily_limit')`,
    [xeroTenantId],
  );
  expect(await shown()).toEqual(["Waiting: store_unreachable", "Waiting: xero_daily_limit"]);
  await agree(2);

  await sql("UPDATE binding SET paused = true WHERE id = $1", [bindingId]);
  expect(await shown()).toContain("Waiting: binding_paused");
  await sql("UPDATE connection SET status = 'reconnect_required' WHERE tenant_id = $1", [actor.tenantId]);
  expect(await shown()).toContain("Waiting: reconnect_required");
  await agree(2);
});

test("home: counts, decisions grouped by reason, and whether the books agree", async () => {
  await newDocument({ state: "posted", total: "100.0000" }, [
    { kind: "invoice", state: "posted", total: "100.00" },
  ]);
  await newDocument({ state: "posted", total: "30.0000", kind: "creditmemo" }, [
    { kind: "credit_note", state: "posted", total: "30.00" },
  ]);
  await newDocument({ state: "held", reason: "tax_rate_unmapped" });
  await newDocument({ state: "held", reason: "tax_rate_unmapped" });
  await newDocument({ state: "skipped", reason: "unpaid_invoice" });
  const summary = await homeSummary(ctx, actor);
  expect(summary.counts).toEqual({
    "On its way": 0,
    Waiting: 0,
    "In Xero": 2,
    "Needs you": 2,
    "Left out": 1,
  });
  expect(summary.needsYou).toMatchObject([{ reason: "tax_rate_unmapped", documents: 2 }]);

  await sql(
    `UPDATE document SET reason_params = jsonb_build_object('rate', '17.5', 'country', magento_id::text) WHERE state = 'held'`,
    [],
  );
  const [shared] = (await homeSummary(ctx, actor)).needsYou;
  expect(shared?.sentence, "what all share is named, what one of them has is not").toMatch(
    /^Which Xero tax rate is 17\.5 % on this sale\?.*2 documents/,
  );
  expect(summary.agreement).toEqual([
    {
      organisation: "Acme",
      currency: "GBP",
      documents: 2,
      magentoTotal: "70.00",
      xeroTotal: "70.00",
      difference: "0.00",
    },
  ]);
});

test("another tenant sees none of it, by list, count, number, mark or pulse", async () => {
  const stranger = await newMerchant(ctx);
  const before = await findPulse(ctx, stranger);
  const own = await findPulse(ctx, actor);
  const id = await newDocument({ state: "posted", number: "000777777" }, [
    { kind: "invoice", state: "posted", total: "12.34" },
  ]);
  expect(await findPulse(ctx, actor)).not.toBe(own);
  expect(await findPulse(ctx, stranger)).toBe(before);
  expect((await listDocuments(ctx, stranger, { search: "000777777" })).rows).toEqual([]);
  expect((await listDocuments(ctx, stranger, { bindingId })).rows).toEqual([]);
  expect(Object.values(await countDocuments(ctx, stranger)).every((count) => count === 0)).toBe(true);
  expect(await findDocumentByMark(ctx, stranger, { mark: "ABCDEFGH23" })).toBeNull();
  expect(await findDocumentByMark(ctx, actor, { mark: "ABCDEFGH23" })).toMatchObject({ documentId: id });
});

test("of two settlements of one document at the same moment, the later never writes what it read before", async () => {
  const id = await newDocument({ state: "planned" }, [{ kind: "invoice", state: "planned" }]);
  let tell = () => {};
  const isSettled = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const first = testDatabase.database.withTenantSql(actor.tenantId, async (client) => {
    await client.query(
      "UPDATE posting SET state = 'posted', xero_id = gen_random_uuid() WHERE document_id = $1",
      [id],
    );
    await refreshDocuments(client, [id]);
    tell();
    // Until the other one waits for this one's row.
    for (let isWaiting = false; !isWaiting; ) {
      const { rowCount } = await testDatabase.database.system.query(
        "SELECT 1 FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'",
      );
      isWaiting = (rowCount ?? 0) > 0;
    }
  });
  await isSettled;
  const second = testDatabase.database.withTenantSql(actor.tenantId, (client) =>
    refreshDocuments(client, [id]),
  );
  await Promise.all([first, second]);
  const { rows } = await listDocuments(ctx, actor, {});
  expect(rows.map((row) => row.state)).toEqual(["posted"]);
});

test("a contact that is to be updated while its invoice is posted leaves the invoice posted", async () => {
  const id = await newDocument({ state: "planned" }, [{ kind: "invoice", state: "posted" }]);
  await sql(
    `WITH contact AS (
       INSERT INTO posting (tenant_id, environment, xero_tenant_id, store_id, binding_id, kind, magento_key, mark, state, xero_id)
       SELECT tenant_id, environment, xero_tenant_id, store_id, binding_id, 'contact', 'g1', 'ABCDEFGH24', 'planned', gen_random_uuid()
       FROM posting WHERE document_id = $1 RETURNING id, tenant_id)
     INSERT INTO posting_dependency (tenant_id, posting_id, parent_id)
     SELECT contact.tenant_id, p.id, contact.id FROM contact, posting p WHERE p.document_id = $1`,
    [id],
  );
  const refreshed = async () => {
    await testDatabase.database.withTenantSql(actor.tenantId, (client) => refreshDocuments(client, [id]));
    return (await listDocuments(ctx, actor, {})).rows.map((row) => row.state);
  };
  expect(await refreshed()).toEqual(["posted"]);
  await sql("UPDATE posting SET state = 'waiting', xero_id = NULL WHERE document_id = $1", [id]);
  await sql(
    "UPDATE posting SET state = 'held', reason = 'contact_taken' WHERE kind = 'contact' AND tenant_id = $1",
    [actor.tenantId],
  );
  expect(await refreshed(), "while it waits for it, the contact's trouble is its own").toEqual(["held"]);
});

test("who presses Start while a document is being prepared wakes it after that, never before", async () => {
  const id = await newDocument({ state: "waiting", reason: "not_started" });
  const { database } = testDatabase;
  let tell = () => {};
  const isRead = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const preparing = database.withTenantSql(actor.tenantId, async (client) => {
    await loadBindingPlans(client, [bindingId]);
    tell();
    for (let isWaiting = false; !isWaiting; ) {
      const { rowCount } = await database.system.query(
        "SELECT 1 FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'",
      );
      isWaiting = (rowCount ?? 0) > 0;
    }
    await client.query("UPDATE document SET next_run_at = NULL WHERE id = $1", [id]);
  });
  await isRead;
  const starting = database.withTenantSql(actor.tenantId, async (client) => {
    await client.query("UPDATE binding SET started_at = now() WHERE id = $1", [bindingId]);
    await client.query("UPDATE document SET next_run_at = now() WHERE binding_id = $1", [bindingId]);
  });
  await Promise.all([preparing, starting]);
  const { rows } = await database.system.query(
    "SELECT next_run_at IS NOT NULL AS due FROM document WHERE id = $1",
    [id],
  );
  expect(rows).toEqual([{ due: true }]);
});
