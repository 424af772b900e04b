import { execFile, execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FAULT_KINDS } from "../src/control/fault.ts";
import { DEFAULT_SWITCHES } from "../src/options.ts";
import { UK_ORGANISATION_ID } from "../src/seed/united-kingdom.ts";
import { runningSimulator } from "./running-simulator.ts";
import { control } from "./simulator-client.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

describe("the README", () => {
  const running = runningSimulator({ beforeAll, afterAll });

  it.skipIf(!hasCurl())(
    "posts an invoice with its curl calls, word for word but the port",
    async () => {
      const [, example = ""] = /```sh\n(SIM=[\s\S]*?)```/.exec(readme) ?? [];
      const script = example.replace(/^SIM=.*$/m, `SIM=${running.origin}`);
      expect(script).toContain(running.origin);
      await promisify(execFile)("bash", ["-euo", "pipefail", "-c", script], { timeout: 30_000 });
      const { json } = await control(running.origin, "GET", `/organisations/${UK_ORGANISATION_ID}/ledger`);
      expect(json.invoices).toMatchObject([
        { status: "AUTHORISED", total: "48.00", contactName: "Acme Ltd" },
      ]);
    },
    30_000,
  );

  it("names every call of the control plane", () => {
    const folder = new URL("../src/control/", import.meta.url);
    const routes = readdirSync(folder).flatMap((file) => [
      ...readFileSync(new URL(file, folder), "utf8").matchAll(
        /app\.(?:get|post|delete)[^(]*\(\s*"(\/[^"]+)"/g,
      ),
    ]);
    expect(routes.length).toBeGreaterThan(20);
    const ends = routes.map(([, route = ""]) => route.replace(":id", "{id}").split("/").at(-1) ?? "");
    expect(ends.filter((end) => !readme.includes(`/${end}`))).toEqual([]);
  });

  it("names every fault and every switch", () => {
    const missing = [...FAULT_KINDS, ...Object.keys(DEFAULT_SWITCHES)].filter(
      (name) => !readme.includes(`\`${name}\``),
    );
    expect(missing).toEqual([]);
  });
});

function hasCurl(): boolean {
  try {
    execFileSync("curl", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
