import { randomUUID } from "node:crypto";
import { atOnce } from "@counterfoil/db/at-once";
import { createTestDatabase, type TestDatabase } from "@counterfoil/db/test-database";
import { afterAll, beforeAll, expect, test } from "vitest";
import { acceptInvitation, joinWithInvitation } from "../src/member/accept-invitation.ts";
import { changeRole } from "../src/member/change-role.ts";
import { findActor } from "../src/member/find-actor.ts";
import { inviteMember } from "../src/member/invite-member.ts";
import { listMembers } from "../src/member/list-members.ts";
import { readInvitation } from "../src/member/read-invitation.ts";
import { removeMember } from "../src/member/remove-member.ts";
import { revokeInvitation } from "../src/member/revoke-invitation.ts";
import { codeOf } from "./code-of.ts";
import { as, keepingMails, newMerchant, testContext } from "./merchant.ts";

let testDatabase: TestDatabase;
let ctx: ReturnType<typeof keepingMails>;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  ctx = keepingMails(testContext(testDatabase.database));
});
afterAll(() => testDatabase.drop());

const tokenOf = (link: string) => new URL(link).searchParams.get("token") ?? "";
const newAddress = () => `${randomUUID()}@example.com`;
const person = { name: "Bo", password: "a quiet afternoon" };

test("somebody new joins by the mailed link, once, with the role that was offered", async () => {
  const owner = await newMerchant(ctx);
  const email = newAddress();
  const { link } = await inviteMember(ctx, owner, { email: ` ${email.toUpperCase()} `, role: "bookkeeper" });
  expect(ctx.sent.at(-1)).toMatchObject({ to: email });
  expect(ctx.sent.at(-1)?.text).toContain(link);
  const token = tokenOf(link);
  expect((await listMembers(ctx, owner)).invitations).toMatchObject([{ email, link }]);
  expect((await listMembers(ctx, as(owner, "viewer"))).invitations[0]?.link).toBeNull();
  const joined = await joinWithInvitation(ctx, { token, ...person });
  expect(await findActor(ctx, joined)).toMatchObject({ actor: { role: "bookkeeper" }, person: { email } });
  expect(await codeOf(joinWithInvitation(ctx, { token, ...person }))).toBe("conflict");
  expect((await listMembers(ctx, owner)).invitations).toEqual([]);
});

test("of two who use one link at once one gets in", async () => {
  const owner = await newMerchant(ctx);
  const token = tokenOf((await inviteMember(ctx, owner, { email: newAddress(), role: "viewer" })).link);
  const codes = await Promise.all([1, 2, 3].map(() => codeOf(joinWithInvitation(ctx, { token, ...person }))));
  expect(codes.filter((code) => code === null)).toHaveLength(1);
  expect((await listMembers(ctx, owner)).members).toHaveLength(2);
});

test("somebody with an account accepts signed in, and nobody else can with that link", async () => {
  const [owner, guest, stranger] = [await newMerchant(ctx), await newMerchant(ctx), await newMerchant(ctx)];
  const { link } = await inviteMember(ctx, owner, { email: guest.email, role: "admin" });
  const token = tokenOf(link);
  expect(await readInvitation(ctx, token)).toMatchObject({ state: "open", hasAccount: true });
  expect(await codeOf(acceptInvitation(ctx, { token, userId: stranger.userId }))).toBe("conflict");
  expect(await codeOf(joinWithInvitation(ctx, { token, ...person }))).toBe("conflict");
  expect(await acceptInvitation(ctx, { token, userId: guest.userId })).toEqual({ tenantId: owner.tenantId });
  expect(await codeOf(acceptInvitation(ctx, { token, userId: guest.userId }))).toBe("conflict");
});

test.each(["somebody new", "somebody with an account"])(
  "what was taken back, replaced or has run out opens nothing to %s",
  async (whom) => {
    const [owner, guest] = [await newMerchant(ctx), await newMerchant(ctx)];
    const isNew = whom === "somebody new";
    const email = isNew ? newAddress() : guest.email;
    const first = tokenOf((await inviteMember(ctx, owner, { email, role: "viewer" })).link);
    const second = tokenOf((await inviteMember(ctx, owner, { email, role: "viewer" })).link);
    expect(await readInvitation(ctx, first)).toMatchObject({ state: "revoked" });
    const [open] = (await listMembers(ctx, owner)).invitations;
    await revokeInvitation(ctx, owner, { invitationId: open?.id });
    const third = tokenOf((await inviteMember(ctx, owner, { email, role: "viewer" })).link);
    await testDatabase.database.system.query(
      "UPDATE invitation SET expires_at = now() WHERE tenant_id = $1 AND revoked_at IS NULL",
      [owner.tenantId],
    );
    for (const token of [first, second, third, "nothing"]) {
      const use = isNew
        ? joinWithInvitation(ctx, { token, ...person })
        : acceptInvitation(ctx, { token, userId: guest.userId });
      expect(await codeOf(use)).toBe("conflict");
    }
    expect((await listMembers(ctx, owner)).members).toHaveLength(1);
  },
);

test("the last owner stays, and an owner's seat is an owner's to give and take", async () => {
  const owner = await newMerchant(ctx);
  const self = { userId: owner.userId };
  expect(await codeOf(removeMember(ctx, owner, self))).toBe("conflict");
  expect(await codeOf(changeRole(ctx, owner, { ...self, role: "admin" }))).toBe("conflict");
  const { link } = await inviteMember(ctx, owner, { email: newAddress(), role: "admin" });
  const second = await joinWithInvitation(ctx, { token: tokenOf(link), ...person });
  const admin = { userId: second.userId, tenantId: owner.tenantId, role: "admin" as const };
  expect(await codeOf(changeRole(ctx, admin, { userId: admin.userId, role: "owner" }))).toBe("forbidden");
  expect(await codeOf(removeMember(ctx, admin, self))).toBe("forbidden");
  expect(await codeOf(inviteMember(ctx, admin, { email: newAddress(), role: "owner" }))).toBe("forbidden");
  await changeRole(ctx, owner, { userId: admin.userId, role: "owner" });
  // Two owners who both leave at once: one of them is the last.
  const lock = "SELECT 1 FROM member WHERE tenant_id = $1 FOR UPDATE";
  const leaving = await atOnce({ ownerUrl: testDatabase.ownerUrl, lock, values: [owner.tenantId] }, () =>
    [owner, { ...admin, role: "owner" as const }].map((each) =>
      codeOf(removeMember(ctx, each, { userId: each.userId })),
    ),
  );
  expect(leaving.toSorted()).toEqual(["conflict", null].toSorted());
});

test("viewers and bookkeepers change no seats, and another tenant's seats are not found", async () => {
  const [owner, other] = [await newMerchant(ctx), await newMerchant(ctx)];
  for (const role of ["viewer", "bookkeeper"] as const) {
    const actor = { ...as(owner, role), userId: other.userId };
    expect(await codeOf(inviteMember(ctx, actor, { email: newAddress(), role: "viewer" }))).toBe("forbidden");
    expect(await codeOf(changeRole(ctx, actor, { userId: owner.userId, role: "viewer" }))).toBe("forbidden");
    expect(await codeOf(removeMember(ctx, actor, { userId: owner.userId }))).toBe("forbidden");
    expect(await codeOf(revokeInvitation(ctx, actor, { invitationId: randomUUID() }))).toBe("forbidden");
  }
  expect(await codeOf(removeMember(ctx, owner, { userId: other.userId }))).toBe("not_found");
});
