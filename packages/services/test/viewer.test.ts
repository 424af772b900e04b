import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { isCounterfoilError } from "@counterfoil/core/errors";
import { expect, test } from "vitest";
import type { Actor, ServiceContext } from "../src/context.ts";

const source = path.resolve(import.meta.dirname, "../src");
const viewer: Actor = { userId: "u", tenantId: "t", role: "viewer" };
/** Whatever is reached behind the check of the role fails loudly, and not as `forbidden`. */
const nothing = new Proxy({}, { get: (_, name) => unreachable(String(name)) }) as ServiceContext;

/** Who may give up their own seat, and what is asked of in another's name, checks by itself. */
const ownSeat = "member/remove-member.ts";

const files = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => ({ file, text: readFileSync(path.join(source, file), "utf8") }));

const verbs = files.filter(({ file, text }) => text.includes("requireRole(actor,") && file !== ownSeat);

test.each(verbs.map(({ file }) => file))("%s refuses a viewer before it looks at anything", async (file) => {
  const module = (await import(path.join(source, file))) as Record<string, unknown>;
  const guarded = Object.entries(module).filter(
    ([, value]) => typeof value === "function" && String(value).includes("requireRole)(actor,"),
  );
  expect(guarded.length).toBeGreaterThan(0);
  for (const [name, verb] of guarded) {
    const work = async () => (verb as (...given: unknown[]) => Promise<unknown>)(nothing, viewer, {});
    const error = await work().catch((cause: unknown) => cause);
    expect(isCounterfoilError(error) && error.code, name).toBe("forbidden");
  }
});

test("whoever writes in a person's name asks for a role first", () => {
  const writers = files.filter(
    ({ text }) =>
      /actor: Actor,/.test(text) && /\.(create|update|delete)(Many)?\(|INSERT INTO|UPDATE /.test(text),
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

function unreachable(name: string): never {
  throw new Error(`ctx.${name} was reached without a role.`);
}
