import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { auditWords, describeAction } from "../src/audit/audit-words.ts";

const packages = path.resolve(import.meta.dirname, "../..");

/** Every action that a line of code can write: an object's `action`, or a literal beside an INSERT INTO audit. */
function writtenActions(): string[] {
  const found = new Set<string>();
  for (const folder of ["services/src", "db/src"])
    for (const file of readdirSync(path.join(packages, folder), { recursive: true, encoding: "utf8" })) {
      if (!file.endsWith(".ts") || file.startsWith("generated") || file.endsWith("audit-words.ts")) continue;
      const source = readFileSync(path.join(packages, folder, file), "utf8");
      for (const pattern of [
        /action: (?:[^"'\n]*\? )?"([a-z_]+\.[a-z_]+)"/g,
        /: "((?:member)\.[a-z_]+)",$/gm,
      ])
        for (const [, action] of source.matchAll(pattern)) if (action) found.add(action);
      if (!/INSERT INTO audit/.test(source)) continue;
      for (const [, action] of source.matchAll(/["'](?!app\.)([a-z_]+\.[a-z_]+)["']/g))
        if (action) found.add(action);
    }
  return [...found].sort();
}

test("every action that is written has words", () => {
  const written = writtenActions();
  expect(written).toContain("member.invited");
  expect(written).toContain("tenant.created");
  expect(written.filter((action) => describeAction(action, {}) === null)).toEqual([]);
});

test("no words say a setting's own name or leave a hole", () => {
  for (const [action, words] of Object.entries(auditWords))
    expect(
      words({ from: "one", to: "other", email: "a@b.example", role: "viewer", version: 2, step: "one" }),
      action,
    ).not.toMatch(/undefined|null| {2}/);
  expect(describeAction("policy.saved", { version: 3, changed: ["revenueAccountCode", "taxMap"] })).toBe(
    "changed sales account, tax rates (version 3 of the settings)",
  );
});

test("no words are kept for what nobody writes any more", () => {
  const written = writtenActions();
  expect(Object.keys(auditWords).filter((action) => !written.includes(action))).toEqual([]);
});
