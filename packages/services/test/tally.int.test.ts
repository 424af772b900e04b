import { compactTally } from "@counterfoil/db/system/compact-tally";
import { createTestDatabase, type TestDatabase } from "@counterfoil/db/test-database";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor, ServiceContext } from "../src/context.ts";
import { booksAgreement } from "../src/document/books-agreement.ts";
import { findPulse } from "../src/document/find-pulse.ts";
import { newBinding, newMerchant, testContext } from "./merchant.ts";

let testDatabase: TestDatabase;
let ctx: ServiceContext;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  ctx = testContext(testDatabase.database);
});
afterAll(() => testDatabase.drop());

const sql = async <T extends object>(text: string, values: unknown[] = []) =>
  (await testDatabase.database.system.query<T & Record<string, unknown>>(text, values)).rows;

const raise = ({ bindingId }: { bindingId: string }, count: number, firstId = 1) =>
  sql(
    `INSERT INTO document (tenant_id, environment, xero_tenant_id, store_id, binding_id, kind, magento_id, increment_id, website_id, magento_store_id)
     SELECT tenant_id, environment, xero_tenant_id, store_id, id, CASE WHEN n % 5 = 0 THEN 'creditmemo' ELSE 'invoice' END, $3 + n,
            lpad(($3 + n)::text, 9, '0'), 1, 1 + n % 3
     FROM binding, generate_series(1, $2::int) n WHERE id = $1`,
    [bindingId, count, firstId],
  );

/** What the counters say and what counting says, where they differ. */
const differences = () =>
  sql(`
    SELECT * FROM (
      SELECT tenant_id, binding_id, magento_store_id, kind, month, currency, state, reason, is_fetched, is_in_xero,
             sum(documents) AS documents, sum(magento_total) AS magento, sum(xero_total) AS xero
      FROM (
        SELECT tenant_id, binding_id, magento_store_id, kind, month, currency, state, reason, is_fetched, is_in_xero, documents, magento_total, xero_total
        FROM tally
        UNION ALL
        SELECT tenant_id, binding_id, magento_store_id, kind, date_trunc('month', document_date::timestamp)::date, currency, state, reason,
               grand_total IS NOT NULL, posted_at IS NOT NULL, -1, -coalesce(round(grand_total, 2), 0), -coalesce(xero_total, 0)
        FROM document
      ) each
      GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
    ) sums WHERE documents <> 0 OR magento <> 0 OR xero <> 0`);

/** By the app's own role, a tenant each, several at once: as workers do. */
const change = (actor: Actor, text: string) =>
  ctx.db.withTenantSql(actor.tenantId, (client) => client.query(text));

const MIXED = [
  "UPDATE document SET document_date = date '2026-01-31' + (magento_id % 90)::int, currency = CASE magento_id % 7 WHEN 0 THEN 'EUR' ELSE 'GBP' END, grand_total = magento_id * 1.0051, updated_at = now() WHERE magento_id % 11 <> 0",
  "UPDATE document SET state = 'planned' WHERE grand_total IS NOT NULL",
  "UPDATE document SET state = 'posted', posted_at = now(), xero_number = increment_id, xero_total = round(grand_total, 2) WHERE state = 'planned' AND magento_id % 4 <> 0",
  "UPDATE document SET state = 'held', reason = 'tax_rate_unmapped' WHERE state = 'planned' AND magento_id % 3 = 0",
  "UPDATE document SET state = 'skipped', reason = 'unpaid_invoice' WHERE state = 'planned' AND magento_id % 3 = 1",
  "UPDATE document SET state = 'held', reason = 'changed_in_xero', xero_total = xero_total + 0.01 WHERE state = 'posted' AND magento_id % 13 = 0",
  "UPDATE document SET next_run_at = now()",
  "UPDATE document SET state = 'queued', reason = NULL WHERE state = 'held' AND posted_at IS NULL",
];

test("the counters are what counting gives, whatever changes documents, several at once, put together in between", async () => {
  const one = await newMerchant(ctx);
  const other = await newMerchant(ctx);
  const [binding, second] = [await newBinding(ctx, one), await newBinding(ctx, one)];
  await Promise.all([raise(binding, 300), raise(second, 150), raise(await newBinding(ctx, other), 90)]);
  // A row more of some document moves and is counted where it went.
  const storms = MIXED.flatMap((text) => [
    change(one, text),
    change(other, text),
    compactTally(ctx.db.system),
  ]);
  await Promise.all(storms);
  for (const text of MIXED) await change(one, text);
  await sql("UPDATE document SET binding_id = $1 WHERE binding_id = $2 AND magento_id % 2 = 0", [
    binding.bindingId,
    second.bindingId,
  ]);
  await sql("DELETE FROM document WHERE binding_id = $1 AND magento_id % 17 = 0", [binding.bindingId]);
  expect(await differences()).toEqual([]);
  for (let turn = 0; turn < 250; turn += 1)
    await change(one, `UPDATE document SET updated_at = now() WHERE magento_id = ${turn}`);
  await compactTally(ctx.db.system);
  expect(await differences()).toEqual([]);
  expect(await sql("SELECT id FROM tally WHERE is_fresh AND tenant_id = $1", [one.tenantId])).toEqual([]);
});

test("the comparison above finds what is not counted", async () => {
  const actor = await newMerchant(ctx);
  await raise(await newBinding(ctx, actor), 20);
  expect(await differences()).toEqual([]);
  await sql("UPDATE tally SET documents = documents + 1 WHERE tenant_id = $1 AND kind = 'creditmemo'", [
    actor.tenantId,
  ]);
  expect((await differences()).length).toBeGreaterThan(0);
  await sql("UPDATE tally SET documents = documents - 1 WHERE tenant_id = $1 AND kind = 'creditmemo'", [
    actor.tenantId,
  ]);
});

test("the difference of each month is explained whole, by the counters alone", async () => {
  const actor = await newMerchant(ctx);
  await raise(await newBinding(ctx, actor), 200);
  for (const text of MIXED) await change(actor, text);
  const { months, unfetched } = await booksAgreement(ctx, actor, { months: 3 });
  expect(unfetched).toBe(18);
  expect(new Set(months.map(({ month }) => month))).toEqual(new Set(["2026-04", "2026-03", "2026-02"]));
  for (const row of months) {
    const parts = [...row.leftOut, row.needsYou.missing, row.waiting.missing, row.onItsWay.missing];
    const missing = parts.reduce((sum, part) => sum + Math.round(Number(part.total) * 100), 0);
    expect(Math.round(Number(row.difference) * 100)).toBe(
      Math.round(Number(row.unexplained) * 100) - missing,
    );
    expect(row.magento.documents).toBe(
      row.xero.documents + parts.reduce((sum, part) => sum + part.documents, 0),
    );
  }
  const february = months.find(({ month, currency }) => month === "2026-02" && currency === "GBP");
  const [counted] = await sql(
    `SELECT count(*)::int AS documents, sum(CASE kind WHEN 'invoice' THEN 1 ELSE -1 END * round(grand_total, 2))::text AS total
     FROM document WHERE tenant_id = $1 AND currency = 'GBP' AND document_date >= '2026-02-01' AND document_date < '2026-03-01'`,
    [actor.tenantId],
  );
  expect(february?.magento).toEqual(counted);
  expect(
    months.some(({ unexplained }) => unexplained !== "0.00"),
    "a cent changed in Xero",
  ).toBe(true);
});

test("whatever shows changes the pulse, also where nothing is counted anew", async () => {
  const actor = await newMerchant(ctx);
  await raise(await newBinding(ctx, actor), 3);
  const before = await findPulse(ctx, actor);
  expect(await findPulse(ctx, actor)).toBe(before);
  await change(actor, "UPDATE document SET updated_at = updated_at + interval '1 s' WHERE magento_id = 2");
  expect(await findPulse(ctx, actor)).not.toBe(before);
});
