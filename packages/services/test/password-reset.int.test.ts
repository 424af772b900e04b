import { createTestDatabase, type TestDatabase } from "@counterfoil/db/test-database";
import { afterAll, beforeAll, expect, test } from "vitest";
import { askPasswordReset } from "../src/member/ask-password-reset.ts";
import { findActor } from "../src/member/find-actor.ts";
import { isPasswordResetOpen, resetPassword } from "../src/member/reset-password.ts";
import { verifySignIn } from "../src/member/verify-sign-in.ts";
import { codeOf } from "./code-of.ts";
import { keepingMails, newMerchant, testContext } from "./merchant.ts";

let testDatabase: TestDatabase;
let ctx: ReturnType<typeof keepingMails>;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  ctx = keepingMails(testContext(testDatabase.database));
});
afterAll(() => testDatabase.drop());

const password = "another quiet afternoon";

async function askFor(email: string): Promise<string> {
  const before = ctx.sent.length;
  await askPasswordReset(ctx, { email });
  await expect.poll(() => ctx.sent.length).toBe(before + 1);
  return /token=(\S+)/.exec(ctx.sent.at(-1)?.text ?? "")?.[1] ?? "";
}

test("a link sets a new password once, ends every session, and is noted", async () => {
  const person = await newMerchant(ctx);
  const startedAt = new Date();
  const token = await askFor(person.email);
  expect(await isPasswordResetOpen(ctx, token)).toBe(true);
  expect(await codeOf(resetPassword(ctx, { token, password: "short" }))).toBe("invalid");
  const codes = await Promise.all([1, 2, 3].map(() => codeOf(resetPassword(ctx, { token, password }))));
  expect(codes.filter((code) => code === null)).toHaveLength(1);
  expect(await isPasswordResetOpen(ctx, token)).toBe(false);
  expect(await verifySignIn(ctx, { email: person.email, password })).toMatchObject({ ok: true });
  expect(await verifySignIn(ctx, { email: person.email, password: "correct horse battery" })).toMatchObject({
    ok: false,
  });
  expect(await findActor(ctx, { ...person, startedAt })).toBeNull();
  expect(await findActor(ctx, { ...person, startedAt: new Date(Date.now() + 1_000) })).not.toBeNull();
  const { rows } = await testDatabase.database.system.query(
    "SELECT 1 FROM audit WHERE tenant_id = $1 AND action = 'member.password_reset'",
    [person.tenantId],
  );
  expect(rows).toHaveLength(1);
});

test("a second link ends the first, and an hour ends any", async () => {
  const { email } = await newMerchant(ctx);
  const first = await askFor(email);
  const second = await askFor(email);
  expect(await codeOf(resetPassword(ctx, { token: first, password }))).toBe("conflict");
  await testDatabase.database.system.query("UPDATE password_reset SET expires_at = now()");
  expect(await codeOf(resetPassword(ctx, { token: second, password }))).toBe("conflict");
  expect(await codeOf(resetPassword(ctx, { token: "guess", password }))).toBe("conflict");
});

test("an unknown address is answered like a known one, and asking has an end", async () => {
  const known = await newMerchant(ctx);
  const answer = await askPasswordReset(ctx, { email: "nobody@example.com" });
  expect(answer).toEqual({ email: "nobody@example.com" });
  for (let round = 0; round < 5; round += 1) await askPasswordReset(ctx, { email: known.email });
  expect(await codeOf(askPasswordReset(ctx, { email: known.email }))).toBe("limit_reached");
  const mute = { ...ctx };
  delete mute.sendMail;
  expect(await codeOf(askPasswordReset(mute, { email: known.email }))).toBe("unavailable");
});
