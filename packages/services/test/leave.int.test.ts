import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createTestDatabase, type TestDatabase } from "@counterfoil/db/test-database";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createBinding } from "../src/binding/create-binding.ts";
import type { Actor, ServiceContext } from "../src/context.ts";
import { csvLine } from "../src/document/csv-line.ts";
import { closeNextStep } from "../src/leave/close-next-step.ts";
import { exportArchive } from "../src/leave/export-archive.ts";
import { getClosure } from "../src/leave/get-closure.ts";
import { startClosing } from "../src/leave/start-closing.ts";
import { findActor } from "../src/member/find-actor.ts";
import { codeOf } from "./code-of.ts";
import { as, newMerchant, newOrganisation, newStore, testContext } from "./merchant.ts";
import { trade } from "./trade.ts";

let testDatabase: TestDatabase;
let ctx: ServiceContext;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  ctx = testContext(testDatabase.database);
});
afterAll(() => testDatabase.drop());

const sql = async <T extends Record<string, unknown>>(text: string, values: unknown[] = []) =>
  (await testDatabase.database.system.query<T>(text, values)).rows;

async function unpack(actor: Actor): Promise<(name: string) => string> {
  const { bytes } = await exportArchive(ctx, actor);
  const pieces: Buffer[] = [];
  for await (const piece of bytes) pieces.push(piece);
  const folder = mkdtempSync(path.join(tmpdir(), "archive-"));
  writeFileSync(path.join(folder, "all.zip"), Buffer.concat(pieces));
  // Another program's reading of the format, which checks sizes and sums.
  execFileSync("python3", ["-m", "zipfile", "-t", "all.zip"], { cwd: folder });
  execFileSync("python3", ["-m", "zipfile", "-e", "all.zip", "."], { cwd: folder });
  return (name) => readFileSync(path.join(folder, name), "utf8");
}

test("the archive holds what the account holds, to the last row, and no other's", async () => {
  const [owner, other] = [await newMerchant(ctx), await newMerchant(ctx)];
  await trade(ctx, owner, 2_001);
  const strangers = await trade(ctx, other);
  const read = await unpack(owner);
  const rowsOf = (name: string) => read(name).split("\r\n").filter(Boolean);
  expect(rowsOf("documents.csv")).toHaveLength(2_003);
  expect(rowsOf("documents.csv").find((row) => row.includes("INV-7"))).toContain(
    "000000007,7,2026-11-20,Grace Hopper,GBP,120.0000,In Xero,,INV-7,",
  );
  expect(rowsOf("postings.csv")).toHaveLength(3);
  expect(read("postings.csv")).toMatch(/,contact,.*,In Xero,/);
  expect(JSON.parse(read("policies.json"))).toMatchObject([{ version: 1, settings: { paused: false } }]);
  expect(JSON.parse(read("connections.json"))).toMatchObject([{ organisation: "Acme", status: "active" }]);
  expect(read("members.csv")).toContain(owner.email);
  expect(read("audit.csv")).toContain("opened this account");
  expect(read("README.txt")).toContain("Fern & Flint");
  for (const name of [
    "documents.csv",
    "postings.csv",
    "customers.csv",
    "audit.csv",
    "members.csv",
    "stores.json",
    "connections.json",
  ])
    for (const theirs of [other.email, strangers.xeroId, strangers.xeroTenantId])
      expect(read(name), name).not.toContain(theirs);
  expect(await codeOf(exportArchive(ctx, as(owner, "admin")))).toBe("forbidden");
});

test("the archive names customers and stores, also those that nothing was sent of", async () => {
  const owner = await newMerchant(ctx);
  const storeId = await newStore(ctx, owner, "https://alone.example");
  const { organisationId } = await newOrganisation(ctx, owner);
  const { bindingId } = await createBinding(ctx, owner, { storeId, organisationId });
  await sql(
    `INSERT INTO posting (tenant_id, environment, xero_tenant_id, store_id, binding_id, kind, magento_key, mark, state, draft)
     SELECT tenant_id, environment, xero_tenant_id, store_id, id, 'contact', '7', 'MARK', 'planned', '{"name": "Jane Fern", "emailAddress": "jane@example.com"}'
     FROM binding WHERE id = $1`,
    [bindingId],
  );
  const read = await unpack(owner);
  expect(read("customers.csv")).toContain("7,Jane Fern,jane@example.com,On its way");
  expect(JSON.parse(read("stores.json"))).toMatchObject([
    { baseUrl: "https://alone.example", storeViews: [] },
  ]);
});

test("what is connected, paired or fetched while an account closes does not outlive it", async () => {
  const owner = await newMerchant(ctx);
  await startClosing(ctx, owner, { name: "Fern & Flint" });
  for (const step of ["syncing", "xero", "stores", "personal"] as const)
    expect(await closeNextStep(ctx, owner)).toBe(step);
  const storeId = await newStore(ctx, owner);
  const { organisationId } = await newOrganisation(ctx, owner);
  await createBinding(ctx, owner, { storeId, organisationId });
  await sql(
    `INSERT INTO sale (tenant_id, store_id, kind, magento_id, body, fetched_at) VALUES ($1, $2, 'invoice', 1, '{"name": "Ada"}', now())`,
    [owner.tenantId, storeId],
  );
  expect(await closeNextStep(ctx, owner)).toBe("people");
  const rows = await sql(
    `SELECT (SELECT status FROM binding WHERE tenant_id = $1) AS binding, (SELECT status FROM connection WHERE tenant_id = $1) AS connection,
            (SELECT status FROM store WHERE tenant_id = $1) AS store, (SELECT body FROM sale WHERE tenant_id = $1) AS sale`,
    [owner.tenantId],
  );
  expect(rows).toEqual([{ binding: "closed", connection: "revoked", store: "disconnected", sale: {} }]);
});

test("what a spreadsheet would run stands as text", () => {
  expect(csvLine(["=1+1", "@x", "-5.00", "+4930", "-2+3", 'a "b", c', "two\nlines", null])).toBe(
    `'=1+1,'@x,-5.00,'+4930,'-2+3,"a ""b"", c","two\nlines",\r\n`,
  );
});

test("an account closes step by step, by its owner and by its name, and goes on after a break", async () => {
  const owner = await newMerchant(ctx);
  const { storeId, bindingId } = await trade(ctx, owner);
  expect(await codeOf(startClosing(ctx, owner, { name: "fern & flint" }))).toBe("invalid");
  expect(await codeOf(startClosing(ctx, as(owner, "admin"), { name: "Fern & Flint" }))).toBe("forbidden");
  expect(await codeOf(closeNextStep(ctx, owner))).toBe("conflict");
  await startClosing(ctx, owner, { name: "Fern & Flint" });
  await startClosing(ctx, owner, { name: "Fern & Flint" });

  await sql("UPDATE posting SET state = 'reversing' WHERE binding_id = $1 AND kind = 'invoice'", [bindingId]);
  expect(await codeOf(closeNextStep(ctx, owner)), "it is removed first").toBe("unavailable");
  await sql("UPDATE posting SET state = 'posted' WHERE binding_id = $1 AND kind = 'invoice'", [bindingId]);
  expect(await closeNextStep(ctx, owner)).toBe("syncing");
  expect(await getClosure(ctx, owner)).toMatchObject({ done: ["syncing"], next: "xero" });
  expect(await sql("SELECT status FROM binding WHERE id = $1", [bindingId])).toEqual([{ status: "closed" }]);

  const attempts = (state: string) =>
    sql("UPDATE attempt SET state = $2 WHERE tenant_id = $1", [owner.tenantId, state]);
  await attempts("open");
  expect(await codeOf(closeNextStep(ctx, owner)), "its answer is awaited first").toBe("unavailable");
  await attempts("answered");
  expect(await closeNextStep(ctx, owner)).toBe("xero");
  expect(await sql("SELECT status FROM connection WHERE tenant_id = $1", [owner.tenantId])).toEqual([
    { status: "revoked" },
  ]);

  expect(await closeNextStep(ctx, owner)).toBe("stores");
  expect(
    await sql(
      "SELECT status, (SELECT count(*)::int FROM store_key WHERE store_id = $1) AS keys FROM store WHERE id = $1",
      [storeId],
    ),
  ).toEqual([{ status: "disconnected", keys: 0 }]);

  expect((await tablesThatName("hopper")).length).toBeGreaterThan(8);
  expect(await closeNextStep(ctx, owner)).toBe("personal");
  expect(await tablesThatName("hopper", owner)).toEqual([]);
  expect(await sql("SELECT xero_id FROM xref WHERE tenant_id = $1", [owner.tenantId])).toHaveLength(1);

  expect(await closeNextStep(ctx, owner)).toBe("people");
  expect(await findActor(ctx, owner)).toBeNull();
  expect(await sql("SELECT 1 FROM member WHERE tenant_id = $1", [owner.tenantId])).toEqual([]);
});

/** Every table of a tenant's rows in which this text stands anywhere. */
async function tablesThatName(text: string, actor?: Actor): Promise<string[]> {
  const tables = await sql<{ name: string }>(
    "SELECT DISTINCT table_name AS name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'tenant_id' ORDER BY 1",
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await sql(
      `SELECT 1 FROM ${name} t WHERE ($2::uuid IS NULL OR tenant_id = $2) AND to_jsonb(t)::text ILIKE '%' || $1 || '%' LIMIT 1`,
      [text, actor?.tenantId ?? null],
    );
    if (rows.length > 0) found.push(name);
  }
  return found;
}
