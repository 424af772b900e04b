import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { isCounterfoilError } from "@counterfoil/core/errors";
import { expect, test } from "vitest";
import type { Role, ServiceContext } from "../src/context.ts";
import { roles } from "../src/member/roles.ts";

const source = path.resolve(import.meta.dirname, "../src");
/** Whatever is reached behind the check of the role fails loudly, and not as `forbidden`. */
const nothing = new Proxy({}, { get: (_, name) => unreachable(String(name)) }) as ServiceContext;

/** Who may give up their own seat, and what is asked of in another's name, checks by itself. */
const ownSeat = "member/remove-member.ts";

const files = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => ({ file, text: readFileSync(path.join(source, file), "utf8") }));

const verbs = files.filter(({ file, text }) => text.includes("requireRole(actor,") && file !== ownSeat);

test.each(verbs.map(({ file }) => file))("%s refuses a viewer before it looks at anything", async (file) => {
  const guarded = await guardedVerbs(file);
  expect(guarded.length).toBeGreaterThan(0);
  for (const [name, verb] of guarded) expect(await isRefused(verb, "viewer"), name).toBe(true);
});

test("who may what: all but viewers, unless it stands here", async () => {
  const allowed: Record<string, string[]> = {};
  for (const { file } of verbs)
    for (const [, verb] of await guardedVerbs(file)) {
      const may: Role[] = [];
      for (const role of roles) if (!(await isRefused(verb, role))) may.push(role);
      const who = may.join(", ");
      allowed[who] = [...(allowed[who] ?? []), file.replace(/\.ts$/, "")];
    }
  const { "owner, admin, bookkeeper": most = [], ...fewer } = allowed;
  expect(most.length).toBeGreaterThan(10);
  expect(Object.fromEntries(Object.entries(fewer).map(([who, files]) => [who, files.toSorted()]))).toEqual({
    "owner, admin": [
      "binding/close-binding",
      "binding/create-binding",
      "binding/send-store-view",
      "binding/start-binding",
      "connection/complete-consent",
      "connection/disconnect-organisation",
      "connection/start-consent",
      "member/change-role",
      "member/invite-member",
      "member/revoke-invitation",
      "pairing/connect-store",
      "step-link/create-step-link",
      "step-link/revoke-step-link",
      "store/unpair-store",
    ],
    owner: ["leave/close-next-step", "leave/export-archive", "leave/start-closing"],
  });
});

test("whoever writes in a person's name asks for a role first", () => {
  const writers = files.filter(
    ({ text }) =>
      /actor: Actor,/.test(text) &&
      /\.(create|update|delete)(Many)?\(|INSERT INTO|UPDATE |noteAct\(/.test(text),
  );
  const unguarded = writers.filter(
    ({ file, text }) =>
      /^export async function \w+\(\s*ctx: [^,]+,\s*actor: Actor/m.test(text) &&
      !text.includes("requireRole(") &&
      !text.includes("requireOperator(") &&
      !partsOfAVerb.has(file),
  );
  expect(unguarded.map(({ file }) => file)).toEqual([]);
});

/** Called by verbs that have asked. */
const partsOfAVerb = new Set([
  "connection/save-connections.ts",
  "leave/empty-personal-data.ts",
  "pairing/open-pairing.ts",
  "step-link/finish-step-link.ts",
]);

type Verb = (...given: unknown[]) => Promise<unknown>;

async function guardedVerbs(file: string): Promise<[name: string, verb: Verb][]> {
  const module = (await import(path.join(source, file))) as Record<string, Verb>;
  return Object.entries(module).filter(
    ([, value]) => typeof value === "function" && String(value).includes("requireRole)(actor,"),
  );
}

async function isRefused(verb: Verb, role: Role): Promise<boolean> {
  const work = async () => verb(nothing, { userId: "u", tenantId: "t", role }, {});
  const error = await work().catch((cause: unknown) => cause);
  return isCounterfoilError(error) && error.code === "forbidden";
}

function unreachable(name: string): never {
  throw new Error(`ctx.${name} was reached without a role.`);
}
