import { spawnSync } from "node:child_process";
import path from "node:path";
import { chromiumPath } from "./browser.ts";

/** Everything `npm test` runs, in order. All of it runs, so that one look shows all that is wrong. */
const bin = (name: string) => path.resolve("node_modules/.bin", name);
const steps: { name: string; command: string[] }[] = [
  { name: "lint, format and import direction", command: [bin("biome"), "ci", "--colors=off", "."] },
  { name: "unused code and dependencies", command: [bin("knip"), "--no-progress"] },
  { name: "types", command: [bin("turbo"), "run", "typecheck", "--output-logs=errors-only"] },
  { name: "types of the scripts", command: [bin("tsc"), "--noEmit", "-p", "scripts"] },
  {
    name: "unit and integration tests",
    command: [bin("vitest"), "run", "--project", "unit", "--project", "integration"],
  },
  {
    name: "the stories in a browser",
    command: [bin("playwright"), "test", "--config", "e2e/playwright.config.ts"],
  },
];

const env = {
  ...process.env,
  TURBO_TELEMETRY_DISABLED: "1",
  NEXT_TELEMETRY_DISABLED: "1",
  CHROMIUM_PATH: chromiumPath(),
};
const results = steps.map(({ name, command }) => {
  process.stdout.write(`\n━━ ${name}\n`);
  const startedAt = Date.now();
  const [file, ...args] = command;
  const { status } = spawnSync(file as string, args, { stdio: "inherit", env });
  return { name, isGood: status === 0, seconds: Math.round((Date.now() - startedAt) / 1000) };
});

process.stdout.write("\n");
for (const { name, isGood, seconds } of results)
  process.stdout.write(`${isGood ? "✓" : "✗"} ${name} (${seconds} s)\n`);
const failed = results.filter((result) => !result.isGood).length;
process.stdout.write(`\n${results.length - failed} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);
