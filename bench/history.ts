import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { compactTally } from "@counterfoil/db/system/compact-tally";
import { listCustomers } from "@counterfoil/services/contact/list-customers";
import { booksAgreement } from "@counterfoil/services/document/books-agreement";
import { findPulse } from "@counterfoil/services/document/find-pulse";
import { historySummary } from "@counterfoil/services/document/history-summary";
import { homeSummary } from "@counterfoil/services/document/home-summary";
import { listDocuments } from "@counterfoil/services/document/list-documents";
import { homePage } from "@counterfoil/services/home/home-page";
import { createMerchant } from "../scripts/demo/merchant.ts";
import { addDocuments, addPlaces, type Query } from "./history-data.ts";
import { say, type WholeProduct, withWholeProduct } from "./whole-product.ts";

type HistoryOptions = { documents: number; others: number };

const OTHER_TENANTS = 10;
const ROUNDS = 40;
const BAR_MS = 100;
/** The services are asked everything; around them a page is the same whatever was asked. */
const WHOLE_PAGES: ReadonlySet<string> = new Set([
  "first page",
  "a page three years deep",
  "Needs you",
  "month",
  "search: number",
  "search: customer",
]);
const BAR_BYTES = 250 * 1024;

/**
 * `npm run bench -- history`: a merchant with very many documents among other merchants' more, under row-level security. What the pages ask
 * for, by the services as the app's own role, and the built pages themselves over HTTP; the floor is a read by key through the same door.
 */
export async function history({ documents, others }: HistoryOptions): Promise<void> {
  say(
    `history: ${documents.toLocaleString("en")} documents of one merchant among ${(documents + others).toLocaleString("en")}`,
  );
  await withWholeProduct({ timeScale: 1, dashboard: "built" }, async (product) => {
    const { ctx, stack } = product;
    const query: Query = (sql, values) => ctx.db.system.query(sql, values);
    const merchant = createMerchant(stack.webUrl);
    const account = { company: "Bench Ltd", email: "bench@example.com", password: "a quiet afternoon" };
    await merchant.enter({ name: "Olive Owner", ...account });
    const { rows } = await query('SELECT tenant_id AS id, user_id AS "userId" FROM member LIMIT 1');
    const actor = { tenantId: String(rows[0]?.id), userId: String(rows[0]?.userId), role: "owner" as const };
    const startedAt = performance.now();
    await fill(query, { tenantId: actor.tenantId, documents, others });
    await settle(product);
    say(`  filled in ${((performance.now() - startedAt) / 1_000).toFixed(0)} s`);

    const key = await query("SELECT id FROM document WHERE tenant_id = $1 LIMIT 1", [actor.tenantId]);
    const floor = await measure(() =>
      ctx.db.withTenantSql(actor.tenantId, (client) =>
        client.query("SELECT * FROM document WHERE id = $1", [key.rows[0]?.id]),
      ),
    );
    say(`  floor, one document by its key: ${told(floor)}`);
    const slow: string[] = [];
    const judge = async (name: string, work: () => Promise<unknown>) => {
      const figure = await measure(work);
      if (figure.p95 > BAR_MS) slow.push(name);
      say(`  ${name.padEnd(44)} ${told(figure)}, ${(figure.p95 / floor.p95).toFixed(0)} times the floor`);
    };

    const lists = await questions(query, actor.tenantId);
    for (const [name, filters] of lists) await judge(name, () => listDocuments(ctx, actor, filters));
    await judge("around the list: counts, sums, choices", () =>
      historySummary(ctx, actor, { word: "Needs you" }),
    );
    await judge("home: counts and decisions", () => homeSummary(ctx, actor));
    await judge("home: do the books agree", () => booksAgreement(ctx, actor));
    await judge("home: all of it", () => homePage(ctx, actor, { months: 6 }));
    await judge("pulse", () => findPulse(ctx, actor));
    await judge("customers", () => listCustomers(ctx, actor, {}));
    await judge("customers by last name", () => listCustomers(ctx, actor, { search: "birchby" }));

    say("  the built pages over HTTP, whole");
    const cookie = merchant
      .cookies()
      .map(({ name, value }) => `${name}=${value}`)
      .join("; ");
    const page = async (at: string) => {
      const response = await fetch(`${stack.webUrl}${at}`, { headers: { cookie }, redirect: "manual" });
      const html = await response.text();
      if (response.status !== 200) throw new Error(`${at}: HTTP ${response.status}`);
      return html;
    };
    const pages = [
      ["home", "/dashboard"],
      ...lists
        .filter(([name]) => WHOLE_PAGES.has(name))
        .map(([name, filters]) => [name, `/dashboard/sync?${new URLSearchParams(filters)}`] as const),
    ] as const;
    for (const [name, at] of pages) await judge(`page: ${name}`, () => page(at));

    const bytes = await scriptBytes(await page("/dashboard/sync"));
    say(`  /dashboard/sync loads ${(bytes / 1024).toFixed(0)} KB of JavaScript, compressed`);
    if (slow.length > 0 || bytes > BAR_BYTES) {
      say(`  above the bar: ${[...slow, ...(bytes > BAR_BYTES ? ["JavaScript"] : [])].join("; ")}`);
      process.exitCode = 1;
    }
    say(
      `history: ${slow.length} of ${lists.length + 6 + pages.length} above ${BAR_MS} ms at p95, ${(bytes / 1024).toFixed(0)} KB of JavaScript`,
    );
  });
}

async function fill(query: Query, input: HistoryOptions & { tenantId: string }): Promise<void> {
  await addPlaces(query, input.tenantId);
  await addDocuments(query, { tenantId: input.tenantId, documents: input.documents, isWhole: true });
  for (let other = 0; other < OTHER_TENANTS; other += 1) {
    const { rows } = await query(
      "INSERT INTO tenant (name, environment) VALUES ($1, 'sandbox') RETURNING id",
      [`Other ${other}`],
    );
    const tenantId = String(rows[0]?.id);
    await addPlaces(query, tenantId);
    await addDocuments(query, {
      tenantId,
      documents: Math.ceil(input.others / OTHER_TENANTS),
      isWhole: false,
    });
  }
}

/** What autovacuum and the sweep do by themselves, but not at once. */
async function settle({ ctx, asOwner }: WholeProduct): Promise<void> {
  await compactTally(ctx.db.system);
  await asOwner("VACUUM ANALYZE");
}

/** Of each filter one that many fit and one that few do. */
async function questions(
  query: Query,
  tenantId: string,
): Promise<(readonly [string, Record<string, string>])[]> {
  const one = async (sql: string) => (await query(sql, [tenantId])).rows[0] ?? {};
  const old = await one(`
    SELECT increment_id AS number, customer_name AS customer, document_date::text AS day, trim_scale(grand_total)::text AS total,
           'older_heard_' || to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '_' || id AS cursor
    FROM document WHERE tenant_id = $1 ORDER BY created_at, id OFFSET (SELECT count(*) / 60 FROM document WHERE tenant_id = $1) LIMIT 1`);
  const many = await one(
    "SELECT customer_name AS customer FROM document WHERE tenant_id = $1 AND magento_id = 107",
  );
  const xero = await one(
    "SELECT xero_number AS number FROM document WHERE tenant_id = $1 AND xero_number LIKE 'EU-%' LIMIT 1",
  );
  const binding = await one(
    "SELECT id, store_id, organisation_id FROM binding WHERE tenant_id = $1 ORDER BY id LIMIT 1",
  );
  const day = String(old.day);
  const lastWord = (name: unknown) => String(name).split(" ").at(-1) ?? "";
  return [
    ["first page", {}],
    ["a page three years deep", { cursor: String(old.cursor) }],
    ["In Xero", { word: "In Xero" }],
    ["Needs you", { word: "Needs you" }],
    ["Waiting", { word: "Waiting" }],
    ["On its way", { word: "On its way" }],
    ["Left out", { word: "Left out" }],
    ["reason", { reason: "tax_rate_unmapped" }],
    ["reason that none has", { reason: "period_locked" }],
    ["reason: collecting", { reason: "collecting" }],
    ["invoices", { kind: "invoice" }],
    ["credit memos", { kind: "creditmemo" }],
    ["connection", { bindingId: String(binding.id) }],
    ["organisation", { organisationId: String(binding.organisation_id) }],
    ["store view", { storeView: `${binding.store_id}.1` }],
    ["store view with few", { storeView: `${binding.store_id}.3` }],
    ["month", { month: day.slice(0, 7) }],
    ["day", { from: day, to: day }],
    ["two years", { from: "2024-01-01", to: "2025-12-31" }],
    ["amount", { least: String(old.total), most: String(old.total) }],
    ["range of amounts", { least: "100", most: "200" }],
    ["currency", { currency: "EUR" }],
    ["month and Needs you", { month: day.slice(0, 7), word: "Needs you" }],
    ["years, Needs you and amounts", { from: "2024-01-01", word: "Needs you", least: "100", most: "120" }],
    ["In Xero and store view with few", { word: "In Xero", storeView: `${binding.store_id}.3` }],
    ["search: number", { search: String(old.number) }],
    ["search: number without zeros", { search: String(Number(old.number)) }],
    ["search: one digit", { search: "1" }],
    ["search: zeros", { search: "0000" }],
    ["search: customer", { search: String(old.customer) }],
    ["search: last name", { search: lastWord(old.customer) }],
    ["search: customer with very many", { search: String(many.customer) }],
    ["search: one letter", { search: "a" }],
    ["search: Xero's number", { search: String(xero.number) }],
    ["search: how Xero's numbers begin", { search: "EU-0" }],
    ["search: amount", { search: Number(old.total).toFixed(2) }],
    ["search: nothing", { search: "zzz" }],
    ["search: customer and Needs you", { search: "ada", word: "Needs you" }],
  ];
}

type Figure = { p50: number; p95: number };

/** In milliseconds, one after the other, after two that warm up. */
async function measure(work: () => Promise<unknown>): Promise<Figure> {
  const times: number[] = [];
  for (let round = -2; round < ROUNDS; round += 1) {
    const startedAt = performance.now();
    await work();
    if (round >= 0) times.push(performance.now() - startedAt);
  }
  times.sort((one, other) => one - other);
  const at = (share: number) => times[Math.min(ROUNDS - 1, Math.floor(ROUNDS * share))] ?? 0;
  return { p50: at(0.5), p95: at(0.95) };
}

const told = ({ p50, p95 }: Figure) =>
  `${p50.toFixed(1).padStart(6)} ms, p95 ${p95.toFixed(1).padStart(6)} ms`;

/** Of all scripts that the page names to a browser of today: each file of the build, compressed as a server would. */
async function scriptBytes(html: string): Promise<number> {
  const names = new Set(
    [
      ...html.replaceAll(/<script[^>]*noModule[^>]*>/gi, "").matchAll(/\/_next\/(static\/[^"'\\ ]+?\.js)/g),
    ].map(([, name]) => name ?? ""),
  );
  const folder = path.resolve("apps/web/.next");
  if (names.size === 0) throw new Error(`The page names no script; ${(await readdir(folder)).join(", ")}`);
  const sizes = await Promise.all(
    [...names].map(
      async (name) => gzipSync(await readFile(path.join(folder, decodeURIComponent(name)))).length,
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
