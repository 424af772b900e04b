import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";

type System = {
  webUrl: string;
  apiUrl: string;
  magentoUrl: string;
  xeroUrl: string;
  /** What its processes share. */
  variables: Record<string, string>;
};

/** Where the system of this run answers. */
export function system(): System {
  return JSON.parse(process.env.E2E_SYSTEM ?? "{}") as System;
}

/** Starts the whole system as processes of its own and waits until it answers. */
export async function startSystem(): Promise<System & { stop(): Promise<void> }> {
  const root = path.resolve(import.meta.dirname, "..");
  const child = spawn(process.execPath, ["--import", "tsx", "scripts/serve.ts"], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const line = await Promise.race([firstLine(child), ended.then(() => null)]);
  if (line === null) throw new Error("The system did not start; its reason is above.");
  return {
    ...(JSON.parse(line) as System),
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

async function firstLine(child: ChildProcess): Promise<string | null> {
  if (!child.stdout) return null;
  for await (const line of createInterface({ input: child.stdout })) return line;
  return null;
}
