import { mkdir, mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { freePorts } from "./stack/ports.ts";
import { runStack } from "./stack/run-stack.ts";

/** The whole system for a test: on free ports, from nothing, its addresses and variables as one JSON line; SIGTERM ends and removes it. */
await mkdir(".data", { recursive: true });
const dataDir = await mkdtemp(path.resolve(".data", "serve-"));
const ports = await freePorts();
const { webUrl, apiUrl, magentoUrl, xeroUrl, variables } = await runStack(
  {
    dataDir,
    ports,
    timeScale: 4,
    dashboard: "built",
    durable: false,
    // So that the demo's own page can be looked at too.
    dashboardVariables: { DEMO: "true", DEMO_STORE_URL: `http://127.0.0.1:${ports.magento}` },
    onProgress: (line) => process.stderr.write(`• ${line}\n`),
  },
  () => rm(dataDir, { recursive: true, force: true }),
);
process.stdout.write(`${JSON.stringify({ webUrl, apiUrl, magentoUrl, xeroUrl, variables })}\n`);
