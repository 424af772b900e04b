import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readEnvironment } from "../src/env.ts";
import { invoiceBody } from "./running-simulator.ts";
import { apiClient, signIn } from "./simulator-client.ts";

const folder = mkdtempSync(join(tmpdir(), "xero-simulator-main-"));
const dataFile = join(folder, "books.json");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Starts the program itself on a free port and waits for its first line. */
async function start() {
  const child = spawn(
    process.execPath,
    ["--import", "tsx", new URL("../src/main.ts", import.meta.url).pathname],
    {
      env: { ...process.env, PORT: "0", SIM_DATA_FILE: dataFile },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const origin = await new Promise<string>((resolve, reject) => {
    child.stdout.on("data", (chunk) => {
      const found = /http:\/\/\S+/.exec(String(chunk));
      if (found) resolve(found[0]);
    });
    child.on("exit", (code) => reject(new Error(`exited with ${code}`)));
  });
  const stop = (signal: "SIGTERM" | "SIGKILL") =>
    new Promise<void>((resolve) => {
      child.on("exit", () => resolve());
      child.kill(signal);
    });
  return { origin, stop };
}

describe("the program", () => {
  it("starts from its environment and keeps its books over SIGTERM and SIGKILL", async () => {
    const first = await start();
    const tokens = await signIn(first.origin);
    const put = (origin: string, number: string) =>
      apiClient(origin, tokens.access_token)("PUT", "Invoices", {
        body: invoiceBody({ InvoiceNumber: number }),
      });
    const read = (origin: string, number: string) =>
      apiClient(origin, tokens.access_token)("GET", `Invoices/${number}`);
    expect((await put(first.origin, "A-1")).status).toBe(200);
    await first.stop("SIGTERM");

    const second = await start();
    expect((await read(second.origin, "A-1")).status).toBe(200);
    expect((await put(second.origin, "A-2")).status).toBe(200);
    await expect.poll(() => readFileSync(dataFile, "utf8").includes("A-2"), { timeout: 5_000 }).toBe(true);
    await second.stop("SIGKILL");

    const third = await start();
    expect((await read(third.origin, "A-2")).status).toBe(200);
    await third.stop("SIGTERM");
  }, 30_000);

  it("says in a sentence why it cannot start, without a stack", () => {
    const broken = join(folder, "broken.json");
    writeFileSync(broken, "{");
    const main = new URL("../src/main.ts", import.meta.url).pathname;
    for (const [variables, sentence] of [
      [{ PORT: "high" }, "The simulator cannot start. The environment is not usable:"],
      [{ PORT: "0", SIM_DATA_FILE: broken }, `The simulator cannot start. ${broken} cannot be read`],
    ] as const) {
      const env = { ...process.env, ...variables };
      const { status, stderr } = spawnSync(process.execPath, ["--import", "tsx", main], {
        env,
        encoding: "utf8",
      });
      expect(status).toBe(1);
      expect(stderr).toContain(sentence);
      expect(stderr).not.toMatch(/^\s+at /m);
    }
  }, 30_000);

  it("tells every problem of the environment at once", () => {
    expect(() => readEnvironment({ PORT: "high", SIM_CLIENT_ID: "short" })).toThrow(
      /PORT[\s\S]*SIM_CLIENT_ID|SIM_CLIENT_ID[\s\S]*PORT/,
    );
    expect(readEnvironment({ PORT: "", HOST: "" })).toMatchObject({
      PORT: 4010,
      HOST: "127.0.0.1",
      TIME_SCALE: 1,
    });
  });
});
