import path from "node:path";
import { usualPorts } from "./stack/ports.ts";
import { startStack } from "./stack/start-stack.ts";

/** Everything on this machine with the dashboard in development mode; the data stays in .data/dev. */
const stack = await startStack({
  dataDir: path.resolve(".data/dev"),
  ports: await usualPorts(),
  timeScale: 1,
  dashboard: "development",
  durable: true,
  onProgress: (line) => process.stderr.write(`• ${line}\n`),
}).catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
process.stdout.write(
  `\nDashboard ${stack.webUrl}   Magento ${stack.magentoUrl}   Xero ${stack.xeroUrl}   Queues ${stack.boardUrl}\nCtrl-C stops everything.\n`,
);
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => stack.stop().then(() => process.exit(0)));
