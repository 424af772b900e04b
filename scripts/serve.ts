import { mkdir, mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { freePorts } from "./stack/ports.ts";
import { startStack } from "./stack/start-stack.ts";

/** The whole system for a test: on free ports, from nothing, its addresses as one JSON line; SIGTERM ends and removes it. */
await mkdir(".data", { recursive: true });
const dataDir = await mkdtemp(path.resolve(".data", "serve-"));
const stack = await startStack({
  dataDir,
  ports: await freePorts(),
  timeScale: 4,
  dashboard: "built",
  durable: false,
  onProgress: (line) => process.stderr.write(`• ${line}\n`),
}).catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
const { webUrl, magentoUrl, xeroUrl } = stack;
process.stdout.write(`${JSON.stringify({ webUrl, magentoUrl, xeroUrl })}\n`);
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, async () => {
    await stack.stop();
    await rm(dataDir, { recursive: true, force: true });
    process.exit(0);
  });
