import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

export type WorkerProcess = {
  pid: number;
  /** Everything it wrote to stderr: why it would not start. */
  complaints(): string;
  kill(signal: "SIGKILL" | "SIGTERM" | "SIGSTOP" | "SIGCONT"): void;
  /** Its exit code, null when a signal ended it. */
  exited: Promise<number | null>;
};

const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));

/** A worker as it runs in production, a process of its own that can be killed in the middle of anything. */
export function startWorkerProcess(variables: Record<string, string>): WorkerProcess {
  const child: ChildProcess = spawn(process.execPath, ["--import", "tsx", MAIN], {
    env: { PATH: process.env.PATH ?? "", ...variables },
    stdio: ["ignore", process.env.TEST_LOG_LEVEL ? "inherit" : "ignore", "pipe"],
  });
  // A test run that is broken off leaves nothing behind.
  const end = () => child.kill("SIGKILL");
  process.once("exit", end);
  child.once("exit", () => process.off("exit", end));
  let complaints = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    complaints += chunk.toString();
  });
  return {
    pid: child.pid ?? 0,
    complaints: () => complaints,
    kill: (signal) => void child.kill(signal),
    exited: once(child, "exit").then(([code]) => code as number | null),
  };
}
