import { randomUUID } from "node:crypto";
import { isCounterfoilError } from "@counterfoil/core/errors";
import { createTestDatabase, type TestDatabase } from "@counterfoil/db/test-database";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ServiceContext } from "../src/context.ts";
import { findActor } from "../src/member/find-actor.ts";
import { listMemberships } from "../src/member/list-memberships.ts";
import { signUp } from "../src/member/sign-up.ts";
import { verifySignIn } from "../src/member/verify-sign-in.ts";
import { newMerchant, testContext } from "./merchant.ts";

let testDatabase: TestDatabase;
let ctx: ServiceContext;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  ctx = testContext(testDatabase.database);
});
afterAll(() => testDatabase.drop());

const PASSWORD = "correct horse battery";
const account = (email: string) => ({ name: "Ada", company: "Fern", email, password: PASSWORD });

test("signing up makes a tenant with one owner, and that person can sign in however the address is typed", async () => {
  const name = randomUUID();
  const made = await signUp(ctx, account(`  ${name.toUpperCase()}@Example.COM `));
  expect(made.email).toBe(`${name}@example.com`);
  const outcome = await verifySignIn(ctx, { email: ` ${name}@EXAMPLE.com`, password: PASSWORD });
  expect(outcome).toMatchObject({ ok: true, userId: made.userId, tenantId: made.tenantId });
  expect(await listMemberships(ctx, made)).toEqual([
    { tenantId: made.tenantId, tenantName: "Fern", environment: "sandbox", role: "owner" },
  ]);
});

test("the password is kept as argon2id and nowhere in clear", async () => {
  const { userId } = await newMerchant(ctx);
  const { rows } = await testDatabase.database.system.query<{ row: string; hash: string }>(
    "SELECT u::text AS row, password_hash AS hash FROM app_user u WHERE id = $1",
    [userId],
  );
  expect(rows[0]?.hash).toMatch(/^\$argon2id\$/);
  expect(rows[0]?.row).not.toContain(PASSWORD);
});

test("an address that has an account is told so, and nothing is made", async () => {
  const { email } = await newMerchant(ctx);
  const refused = await signUp(ctx, account(email)).catch((error: unknown) => error);
  expect(isCounterfoilError(refused) && refused.code).toBe("conflict");
});

test("bad input names each field", async () => {
  const refused = await signUp(ctx, { email: "nobody", password: "short", name: " " }).catch(
    (error: unknown) => error,
  );
  if (!isCounterfoilError(refused)) throw refused;
  expect(refused.code).toBe("invalid");
  expect(refused.problems.map((problem) => problem.path).sort()).toEqual([
    "company",
    "email",
    "name",
    "password",
  ]);
});

test("a wrong password and an unknown address read the same", async () => {
  const { email } = await newMerchant(ctx);
  const wrong = await verifySignIn(ctx, { email, password: "not the password" });
  const unknown = await verifySignIn(ctx, { email: "nobody@example.com", password: PASSWORD });
  expect(wrong).toMatchObject({ ok: false, problem: "wrong" });
  expect(unknown).toEqual(wrong);
  expect(await verifySignIn(ctx, { email: ["x"], password: null })).toEqual(wrong);
});

test("after twenty tries in a window even the right password waits", async () => {
  const { email } = await newMerchant(ctx);
  for (let round = 0; round < 20; round += 1) await verifySignIn(ctx, { email, password: "guess" });
  const outcome = await verifySignIn(ctx, { email, password: PASSWORD });
  expect(outcome).toMatchObject({ ok: false, problem: "rate_limited" });
});

test("the session gate knows a seat only where there is one, and at once when it is gone", async () => {
  const [one, other] = [await newMerchant(ctx), await newMerchant(ctx)];
  const found = await findActor(ctx, one);
  expect(found?.actor).toEqual({ userId: one.userId, tenantId: one.tenantId, role: "owner" });
  expect(found?.person.email).toBe(one.email);
  expect(await findActor(ctx, { userId: one.userId, tenantId: other.tenantId })).toBeNull();
  expect(await findActor(ctx, { userId: "x", tenantId: "'; --" })).toBeNull();
  await testDatabase.database.system.query("DELETE FROM member WHERE user_id = $1", [one.userId]);
  expect(await findActor(ctx, one)).toBeNull();
  const outcome = await verifySignIn(ctx, { email: one.email, password: PASSWORD });
  expect(outcome).toMatchObject({ ok: false, problem: "no_seat" });
});
