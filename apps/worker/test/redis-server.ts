import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import net from "node:net";

export type RunningRedis = { url: string; stop(): Promise<void> };

/** A Redis of this test's own on a free port: from PATH, else from the distribution's packages when we are root, else null. */
export async function startRedis(): Promise<RunningRedis | null> {
  if (!isInstalled() && !install()) return null;
  const port = await freePort();
  const child = spawn(
    "redis-server",
    ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
    {
      stdio: "ignore",
    },
  );
  const exited = once(child, "exit");
  await answers(port, child);
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: async () => {
      child.kill("SIGTERM");
      await exited;
    },
  };
}

const isInstalled = () => spawnSync("redis-server", ["--version"], { stdio: "ignore" }).status === 0;

function install(): boolean {
  if (process.getuid?.() !== 0) return false;
  const apt = (...args: string[]) =>
    spawnSync("apt-get", args, {
      stdio: "ignore",
      timeout: 90_000,
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    }).status === 0;
  const packages = ["install", "-y", "--no-install-recommends", "redis-server"];
  return (apt(...packages) || (apt("update") && apt(...packages))) && isInstalled();
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function answers(port: number, child: ChildProcess): Promise<void> {
  const endsAt = Date.now() + 10_000;
  for (;;) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = net.connect(port, "127.0.0.1");
      socket.once("connect", () => {
        socket.destroy();
        resolve(true);
      });
      socket.once("error", () => resolve(false));
    });
    if (isOpen) return;
    if (child.exitCode !== null || Date.now() > endsAt) throw new Error("redis-server does not come up");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
