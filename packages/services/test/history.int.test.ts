import { createTestDatabase, type TestDatabase } from "@counterfoil/db/test-database";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listCustomers } from "../src/contact/list-customers.ts";
import type { Actor, ServiceContext } from "../src/context.ts";
import { documentCsv } from "../src/document/document-csv.ts";
import { historySummary } from "../src/document/history-summary.ts";
import { type DocumentRow, listDocuments } from "../src/document/list-documents.ts";
import { as, newBinding, newMerchant, testContext } from "./merchant.ts";

let testDatabase: TestDatabase;
let ctx: ServiceContext;
let actor: Actor;
let places: { bindingId: string; storeId: string; organisationId: string }[];

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  ctx = testContext(testDatabase.database);
  actor = await newMerchant(ctx);
  places = [await newBinding(ctx, actor), await newBinding(ctx, actor)];
  for (const [index, { bindingId }] of places.entries()) await raise(bindingId, 130, index * 1_000);
  await raise((await newBinding(ctx, await newMerchant(ctx))).bindingId, 50, 0);
});
afterAll(() => testDatabase.drop());

const sql = async <T extends object>(text: string, values: unknown[] = []) =>
  (await testDatabase.database.system.query<T & Record<string, unknown>>(text, values)).rows;

/** Of every kind and state, several at the same moment, some not fetched yet. */
const raise = (bindingId: string, count: number, firstId: number) =>
  sql(
    `WITH n AS (SELECT n, n % 9 <> 4 AS fetched, (ARRAY['posted','posted','held','skipped','waiting','queued','posted','failed','planned'])[1 + n % 9] AS state FROM generate_series(1, $2::int) n)
     INSERT INTO document (tenant_id, environment, xero_tenant_id, store_id, binding_id, kind, magento_id, increment_id, website_id, magento_store_id,
                           customer_name, currency, grand_total, document_date, state, reason, posted_at, xero_total, xero_number, created_at)
     SELECT tenant_id, environment, xero_tenant_id, store_id, id, CASE WHEN n % 7 = 0 THEN 'creditmemo' ELSE 'invoice' END, $3 + n, lpad(($3 + n)::text, 9, '0'),
            1, 1 + n % 2, CASE WHEN fetched THEN (ARRAY['Zoë Müller','ada fern','Fern & Flint Ltd','=SUM(A1)','Ann van der Berg'])[1 + n % 5] END,
            CASE WHEN fetched THEN CASE n % 3 WHEN 0 THEN 'EUR' ELSE 'GBP' END END, CASE WHEN fetched THEN n * 1.11 END,
            CASE WHEN fetched THEN date '2026-01-01' + (n * 7) % 90 END, state,
            CASE state WHEN 'held' THEN 'tax_rate_unmapped' WHEN 'skipped' THEN 'unpaid_invoice' WHEN 'waiting' THEN 'awaiting_approval' WHEN 'failed' THEN 'rejected_by_xero' END,
            CASE WHEN state = 'posted' AND fetched THEN now() END, CASE WHEN state = 'posted' AND fetched THEN round(n * 1.11, 2) END,
            CASE WHEN state = 'posted' THEN 'X-' || ($3 + n) END, now() - (n / 4) * interval '1 hour'
     FROM binding, n WHERE id = $1`,
    [bindingId, count, firstId],
  );

/** Every row there is, page by page to the end, and the way back the same. */
async function walk(filters: Record<string, string>): Promise<DocumentRow[]> {
  const rows: DocumentRow[] = [];
  let page = await listDocuments(ctx, actor, { ...filters, limit: 23 });
  expect(page.previousCursor).toBeNull();
  for (;;) {
    rows.push(...page.rows);
    if (page.nextCursor === null) break;
    page = await listDocuments(ctx, actor, { ...filters, limit: 23, cursor: page.nextCursor });
  }
  const back: DocumentRow[] = [...page.rows];
  while (page.previousCursor !== null) {
    page = await listDocuments(ctx, actor, { ...filters, limit: 23, cursor: page.previousCursor });
    back.unshift(...page.rows);
  }
  expect([...new Set(back.map(({ id }) => id))], "the way back shows the same").toEqual(
    rows.map(({ id }) => id),
  );
  return rows;
}

test("each filter, alone and together, leaves exactly what fits it, both ways, and is counted so", async () => {
  const all = await walk({});
  expect(all).toHaveLength(260);
  expect(await walk({ word: "", search: "", from: "" }), "empty fields filter nothing").toEqual(all);
  const [place] = places;
  const at = (row: DocumentRow) => row.date ?? "";
  const fits: Record<string, [Record<string, string>, (row: DocumentRow) => boolean]> = {
    word: [{ word: "Needs you" }, (row) => row.word === "Needs you"],
    waiting: [{ word: "Waiting" }, (row) => row.word === "Waiting"],
    reason: [{ reason: "tax_rate_unmapped" }, (row) => row.reason === "tax_rate_unmapped"],
    kind: [{ kind: "creditmemo" }, (row) => row.kind === "creditmemo"],
    binding: [{ bindingId: place?.bindingId ?? "" }, (row) => row.bindingId === place?.bindingId],
    organisation: [
      { organisationId: place?.organisationId ?? "" },
      (row) => row.bindingId === place?.bindingId,
    ],
    view: [
      { storeView: `${place?.storeId}.2` },
      (row) => row.bindingId === place?.bindingId && Number(row.magentoId) % 2 === 1,
    ],
    month: [{ month: "2026-02" }, (row) => at(row).startsWith("2026-02")],
    days: [
      { from: "2026-01-15", to: "2026-02-03" },
      (row) => at(row) >= "2026-01-15" && at(row) <= "2026-02-03",
    ],
    amounts: [
      { least: "11.1", most: "55.50" },
      (row) => Number(row.magentoTotal ?? 0) >= 11.1 && Number(row.magentoTotal) <= 55.5,
    ],
    currency: [{ currency: "EUR" }, (row) => row.currency === "EUR"],
    "in Xero": [{ inXero: "yes" }, (row) => row.word === "In Xero" && row.magentoTotal !== null],
  };
  for (const [name, [filters, fit]] of Object.entries(fits)) {
    const rows = await walk(filters);
    const ids = (of: DocumentRow[]) => of.map(({ id }) => id).toSorted();
    expect(ids(rows), name).toEqual(ids(all.filter(fit)));
    for (const [other, [more, fitsToo]] of Object.entries(fits))
      expect(
        ids((await listDocuments(ctx, actor, { ...filters, ...more, ...filters, limit: 500 })).rows),
        `${name} and ${other}`,
      ).toEqual(
        ids(all.filter((row) => fit(row) && (fitsToo(row) || Object.keys(more).some((key) => filters[key])))),
      );
    const { selection } = await historySummary(ctx, actor, filters);
    if (selection) expect(selection.documents, name).toBe(rows.length);
    else expect(["days", "amounts"], "only what the counters do not know").toContain(name);
  }
});

test("what is searched is found by how it begins, folded: number, Xero's, customer, last name first, amount", async () => {
  const found = async (search: string) => new Set((await walk({ search })).map((row) => row.customer));
  expect(await found("ZOË")).toEqual(new Set(["Zoë Müller"]));
  expect(await found("müller")).toEqual(new Set(["Zoë Müller"]));
  expect(await found("Müller, Zo")).toEqual(new Set(["Zoë Müller"]));
  expect(await found("fern")).toEqual(new Set(["ada fern", "Fern & Flint Ltd"]));
  expect(await found("oë")).toEqual(new Set());
  expect(await found("%")).toEqual(new Set());
  const numbers = async (search: string) => (await walk({ search })).map((row) => row.number);
  expect(await numbers("x-1001")).toEqual(["000001001"]);
  expect(await numbers("1001")).toEqual(["000001001"]);
  expect((await walk({ search: "11.10" })).map((row) => row.magentoTotal)).toEqual(["11.1", "11.1"]);
  await expect(listDocuments(ctx, actor, { from: "3 March" })).rejects.toMatchObject({
    code: "invalid",
    problems: [{ path: "from" }],
  });
  const [other] = (await listDocuments(ctx, actor, { month: "2026-01", limit: 1 })).rows;
  const cursor = `older_day_2026-01-01_${other?.id}`;
  await expect(listDocuments(ctx, actor, { cursor }), "of a list in another order").rejects.toMatchObject({
    code: "invalid",
  });
});

test("the CSV has every row that is filtered, to the last page, and nothing that a spreadsheet would calculate; a viewer gets none", async () => {
  const csv = async (by: Actor, filters: Record<string, string>) => {
    const chunks: string[] = [];
    for await (const chunk of await documentCsv(ctx, by, filters)) chunks.push(chunk);
    return chunks.join("");
  };
  const all = await csv(actor, {});
  const [head, ...lines] = all.split("\r\n").filter(Boolean);
  expect(head).toMatch(/^\uFEFFNumber,Magento id,/);
  expect(lines).toHaveLength(260);
  expect(all).toContain(",'=SUM(A1),");
  expect(all).not.toMatch(/(^|,)[=@]/m);

  const filters = { word: "Needs you", kind: "creditmemo" };
  const fitting = (await walk(filters)).map(({ magentoId }) => magentoId);
  expect(fitting.length).toBeGreaterThan(0);
  expect(idsOf(await csv(actor, filters))).toEqual(fitting);

  const large = await newMerchant(ctx);
  await raise((await newBinding(ctx, large)).bindingId, 1_100, 0);
  expect(new Set(idsOf(await csv(large, {}))).size).toBe(1_100);
  await expect(documentCsv(ctx, as(actor, "viewer"), {})).rejects.toMatchObject({ code: "forbidden" });
});

/** Magento's id, the second column. */
const idsOf = (csv: string) =>
  csv
    .split("\r\n")
    .slice(1, -1)
    .map((line) => line.split(",")[1]);

test("customers by name, page by page, found by either end of it or by Magento's id", async () => {
  const [place] = places;
  await sql(
    `INSERT INTO posting (tenant_id, environment, xero_tenant_id, store_id, binding_id, kind, magento_key, mark, state, xero_id, draft, contact_choice)
     SELECT tenant_id, environment, xero_tenant_id, store_id, id, 'contact', n::text, 'ABCDEFGH23', 'posted', gen_random_uuid(),
            jsonb_build_object('name', 'Customer ' || chr(64 + n) || ' Fern' || n), jsonb_build_object('do', CASE n % 2 WHEN 0 THEN 'adopt' ELSE 'create' END)
     FROM binding, generate_series(1, 20) n WHERE id = $1`,
    [place?.bindingId],
  );
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof listCustomers>> = await listCustomers(ctx, actor, {
      limit: 6,
      cursor,
    });
    seen.push(...page.rows.map(({ name }) => name));
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(seen).toHaveLength(20);
  expect(seen).toEqual(seen.toSorted());
  const found = async (search: string) => (await listCustomers(ctx, actor, { search })).rows;
  expect((await found("fern20")).map(({ name, outcome }) => [name, outcome])).toEqual([
    ["Customer T Fern20", "adopted"],
  ]);
  expect((await found("customer a")).map(({ outcome }) => outcome)).toEqual(["made"]);
  expect((await found("7")).map(({ name }) => name)).toEqual(["Customer G Fern7"]);
  expect((await listCustomers(ctx, await newMerchant(ctx), { search: "7" })).rows).toEqual([]);
});
