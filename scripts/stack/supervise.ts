import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import path from "node:path";

export type Supervised = { name: string; pid(): number | undefined; stop(): Promise<void> };

const STOP_MS = 20_000;
/** A process that ends by itself sooner than this after its start is broken; one that was killed is not. */
const SHORT_LIFE_MS = 5_000;
const SHORT_LIVES = 3;

/**
 * Keeps one process running, its output in a log file, and starts it again when it dies. After several short lives it gives
 * up and says so. `stop` asks it to end and makes it end.
 */
export function supervise(input: {
  name: string;
  command: string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  logDir: string;
  onRestart: (name: string, pid: number | undefined) => void;
  onGiveUp: (name: string, logFile: string) => void;
}): Supervised {
  mkdirSync(input.logDir, { recursive: true });
  const logFile = path.join(input.logDir, `${input.name}.log`);
  let child: ChildProcess | undefined;
  let isStopping = false;
  let shortLives = 0;

  const start = () => {
    const log = openSync(logFile, "a");
    const [command, ...args] = input.command;
    const startedAt = Date.now();
    const started = spawn(command as string, args, {
      cwd: input.cwd,
      env: input.env,
      stdio: ["ignore", log, log],
    });
    closeSync(log);
    child = started;
    started.on("error", () => input.onGiveUp(input.name, logFile));
    started.on("exit", (_, signal) => {
      if (isStopping) return;
      const isBroken = signal === null && Date.now() - startedAt < SHORT_LIFE_MS;
      shortLives = isBroken ? shortLives + 1 : 0;
      if (shortLives >= SHORT_LIVES) return input.onGiveUp(input.name, logFile);
      start();
      input.onRestart(input.name, child?.pid);
    });
  };
  start();

  return {
    name: input.name,
    pid: () => child?.pid,
    stop: async () => {
      isStopping = true;
      const ending = child;
      if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
      const ended = new Promise((resolve) => ending.once("exit", resolve));
      ending.kill("SIGTERM");
      const force = setTimeout(() => ending.kill("SIGKILL"), STOP_MS);
      await ended;
      clearTimeout(force);
    },
  };
}
