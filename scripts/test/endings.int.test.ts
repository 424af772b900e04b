import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { freePorts } from "../stack/ports.ts";
import { startStack } from "../stack/start-stack.ts";

const endWithParent = pathToFileURL(path.resolve("scripts/stack/end-with-parent.mjs")).href;

test.each(["starting PostgreSQL", "starting the API"])(
  "a start that is broken off while %s leaves nothing",
  async (step) => {
    const dataDir = await mkdtemp(path.join(tmpdir(), "counterfoil-ending-"));
    onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
    const stopping = new AbortController();
    const starting = startStack({
      dataDir,
      ports: await freePorts(),
      timeScale: 1,
      dashboard: "development",
      durable: false,
      onProgress: (line) => {
        if (line.startsWith(step)) setTimeout(() => stopping.abort(), 500);
      },
      signal: stopping.signal,
    });
    await expect(starting).rejects.toThrow(/aborted/);
    const pidFile = path.join(dataDir, "postgres/cluster/postmaster.pid");
    expect(await readFile(pidFile, "utf8").catch(() => null), "PostgreSQL has stopped").toBeNull();
  },
);

test("a process ends when the one that started it was killed", async () => {
  const child = `setInterval(() => {}, 1000); process.stdout.write(String(process.pid))`;
  const parent = spawn(
    process.execPath,
    [
      "-e",
      `require("node:child_process").spawn(process.execPath, ["--import", ${JSON.stringify(endWithParent)}, "-e", ${JSON.stringify(child)}], { stdio: "inherit" })`,
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const pid = Number(await new Promise((resolve) => parent.stdout.once("data", resolve)));
  expect(isAlive(pid)).toBe(true);
  parent.kill("SIGKILL");
  await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
