import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { isCounterfoilError } from "@counterfoil/core/errors";
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
import { as, newMerchant, newStore, testContext } from "./merchant.ts";
import { newOrganisation } from "./new-organisation.ts";

let testDatabase: TestDatabase;
let ctx: ServiceContext;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  ctx = testContext(testDatabase.database);
});
afterAll(() => testDatabase.drop());

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

async function codeOf(work: Promise<unknown>): Promise<string | null> {
  const error = await work.then(
    () => null,
    (cause: unknown) => cause,
  );
  if (error !== null && !isCounterfoilError(error)) throw error;
  return error?.code ?? null;
}

test("the archive holds what the account holds, and no other's", async () => {
  const [owner, other] = [await newMerchant(ctx), await newMerchant(ctx)];
  await newStore(ctx, other, "https://not-mine.example");
  const read = await unpack(owner);
  expect(read("members.csv")).toContain(owner.email);
  expect(read("members.csv")).not.toContain(other.email);
  expect(read("audit.csv")).toContain("opened this account");
  expect(read("documents.csv")).toContain("Xero number");
  expect(JSON.parse(read("policies.json"))).toEqual([]);
  expect(read("README.txt")).toContain("Fern & Flint");
  expect(await codeOf(exportArchive(ctx, as(owner, "admin")))).toBe("forbidden");
});

test("the archive names customers and stores, also those that nothing was sent of", async () => {
  const owner = await newMerchant(ctx);
  const storeId = await newStore(ctx, owner, "https://alone.example");
  const organisationId = await newOrganisation(testDatabase, owner);
  const { bindingId } = await createBinding(ctx, owner, { storeId, organisationId });
  await testDatabase.database.system.query(
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
  const organisationId = await newOrganisation(testDatabase, owner);
  await createBinding(ctx, owner, { storeId, organisationId });
  await testDatabase.database.system.query(
    `INSERT INTO sale (tenant_id, store_id, kind, magento_id, body, fetched_at) VALUES ($1, $2, 'invoice', 1, '{"name": "Ada"}', now())`,
    [owner.tenantId, storeId],
  );
  expect(await closeNextStep(ctx, owner)).toBe("people");
  const { rows } = await testDatabase.database.system.query(
    `SELECT (SELECT status FROM binding WHERE tenant_id = $1) AS binding, (SELECT status FROM connection WHERE tenant_id = $1) AS connection,
            (SELECT status FROM store WHERE tenant_id = $1) AS store, (SELECT body FROM sale WHERE tenant_id = $1) AS sale`,
    [owner.tenantId],
  );
  expect(rows).toEqual([{ binding: "closed", connection: "revoked", store: "disconnected", sale: {} }]);
});

test("what a spreadsheet would run stands as text", () => {
  expect(csvLine(["=1+1", "@x", "-5.00", "+4930", 'a "b", c', null])).toBe(
    `'=1+1,'@x,-5.00,'+4930,"a ""b"", c",\r\n`,
  );
});

test("an account closes step by step, by its owner and by its name, and goes on after a break", async () => {
  const owner = await newMerchant(ctx);
  const storeId = await newStore(ctx, owner);
  await testDatabase.database.system.query(
    `INSERT INTO sale (tenant_id, store_id, kind, magento_id, body, fetched_at) VALUES ($1, $2, 'invoice', 1, '{"name": "Ada"}', now())`,
    [owner.tenantId, storeId],
  );
  expect(await codeOf(startClosing(ctx, owner, { name: "fern & flint" }))).toBe("invalid");
  expect(await codeOf(startClosing(ctx, as(owner, "admin"), { name: "Fern & Flint" }))).toBe("forbidden");
  expect(await codeOf(closeNextStep(ctx, owner))).toBe("conflict");
  await startClosing(ctx, owner, { name: "Fern & Flint" });
  await startClosing(ctx, owner, { name: "Fern & Flint" });
  expect(await closeNextStep(ctx, owner)).toBe("syncing");
  expect(await getClosure(ctx, owner)).toMatchObject({ done: ["syncing"], next: "xero" });
  for (const step of ["xero", "stores", "personal", "people"] as const)
    expect(await closeNextStep(ctx, owner)).toBe(step);
  expect(await findActor(ctx, owner)).toBeNull();
  const { rows } = await testDatabase.database.system.query(
    `SELECT (SELECT body FROM sale WHERE tenant_id = $1) AS body, (SELECT status FROM store WHERE tenant_id = $1) AS status,
            (SELECT count(*)::int FROM member WHERE tenant_id = $1) AS members`,
    [owner.tenantId],
  );
  expect(rows).toEqual([{ body: {}, status: "disconnected", members: 0 }]);
});
