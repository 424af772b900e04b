import { createTestDatabase, type TestDatabase } from "@counterfoil/db/test-database";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ServiceContext } from "../src/context.ts";
import { signUp } from "../src/member/sign-up.ts";
import { completeXeroSignIn, linkXero, signUpWithXero, startXeroSignIn } from "../src/member/xero-sign-in.ts";
import { walkToXero } from "./consent-walk.ts";
import { testContext } from "./merchant.ts";
import { type SimulatedXero, startSimulatedXero } from "./simulated-xero.ts";

let testDatabase: TestDatabase;
let xero: SimulatedXero;
let ctx: ServiceContext;
beforeAll(async () => {
  [testDatabase, xero] = await Promise.all([createTestDatabase(), startSimulatedXero()]);
  ctx = testContext(testDatabase.database, xero.origin);
});
afterAll(async () => {
  await xero.stop();
  await testDatabase.drop();
});

async function walk(choice: { cancel?: boolean } = {}) {
  const started = startXeroSignIn(ctx);
  expect(new URL(started.url).searchParams.get("scope")).toBe("openid profile email");
  return { walk: started.walk, ...(await walkToXero(started.url, choice)) };
}

test("somebody new gets an account, and comes in by Xero from then on; a way back opens once", async () => {
  const back = await walk();
  const first = await completeXeroSignIn(ctx, back);
  if (first.outcome !== "new") throw new Error(first.outcome);
  expect(first.person).toMatchObject({ email: "demo@xero-simulator.test" });
  const made = await signUpWithXero(ctx, first.person, { name: "Demo Person", company: "Demo Ltd" });
  expect(made).toMatchObject({ outcome: "signed_in", email: "demo@xero-simulator.test" });
  expect(await completeXeroSignIn(ctx, back)).toEqual({ outcome: "refused" });
  const again = await completeXeroSignIn(ctx, await walk());
  expect(again).toMatchObject({ outcome: "signed_in" });
});

test("a state of somebody else's, or a refusal at Xero, signs nobody in", async () => {
  const back = await walk();
  expect(await completeXeroSignIn(ctx, { ...back, state: "other" })).toEqual({ outcome: "refused" });
  expect(await completeXeroSignIn(ctx, { ...back, walk: null })).toEqual({ outcome: "refused" });
  expect(await completeXeroSignIn(ctx, await walk({ cancel: true }))).toEqual({ outcome: "cancelled" });
});

test("an address that has an account is asked for its password first: Xero vouches for no address", async () => {
  await testDatabase.database.system.query(
    "UPDATE app_user SET xero_user_id = NULL, email = 'moved@example.com'",
  );
  const email = "demo@xero-simulator.test";
  const account = await signUp(ctx, { name: "Dee", company: "Fern", email, password: "a quiet afternoon" });
  const named = await completeXeroSignIn(ctx, await walk());
  if (named.outcome !== "password_first") throw new Error(named.outcome);
  expect(await linkXero(ctx, named.person)).toMatchObject({ outcome: "signed_in", userId: account.userId });
  expect(await completeXeroSignIn(ctx, await walk())).toMatchObject({
    outcome: "signed_in",
    userId: account.userId,
  });
});
