import { spawn } from "node:child_process";
import path from "node:path";

/** Builds by turborepo, which skips what has not changed. Throws with the end of its output; an abort ends it. */
export async function buildApps(input: {
  root: string;
  apps: readonly ("worker" | "web")[];
  onProgress: (line: string) => void;
  signal: AbortSignal;
}): Promise<void> {
  const { root, apps, onProgress, signal } = input;
  if (apps.includes("web")) onProgress("building the dashboard");
  const turbo = path.join(root, "node_modules/turbo/bin/turbo");
  const output: Buffer[] = [];
  const child = spawn(
    process.execPath,
    [
      turbo,
      "run",
      "build",
      ...apps.map((app) => `--filter=@counterfoil/${app}`),
      "--output-logs=errors-only",
    ],
    {
      cwd: root,
      env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1", NEXT_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  // Asked more than once: turborepo can miss it while it starts a task, and then builds to the end.
  const ask = () => void child.kill("SIGTERM");
  let asking: NodeJS.Timeout | undefined;
  signal.addEventListener("abort", () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    ask();
    asking = setInterval(ask, 1_000);
  });
  child.once("exit", () => clearInterval(asking));
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => output.push(chunk));
  const code = await new Promise((resolve) => child.once("exit", resolve));
  if (code !== 0)
    throw new Error(
      `The ${apps.join(" and the ")} could not be built:\n${Buffer.concat(output).toString().slice(-3000)}`,
    );
}
