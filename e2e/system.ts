import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";

type Urls = { webUrl: string; magentoUrl: string; xeroUrl: string; systemDatabaseUrl: string };

/** Where the system of this run answers. */
export function system(): Urls {
  return JSON.parse(process.env.E2E_SYSTEM ?? "{}") as Urls;
}

/** Starts the whole system as processes of its own and waits until it answers. */
export async function startSystem(): Promise<Urls & { stop(): Promise<void> }> {
  const root = path.resolve(import.meta.dirname, "..");
  const child = spawn(process.execPath, ["--import", "tsx", "scripts/serve.ts"], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const line = await Promise.race([firstLine(child), ended.then(() => null)]);
  if (line === null) throw new Error("The system did not start; its reason is above.");
  return {
    ...(JSON.parse(line) as Urls),
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
