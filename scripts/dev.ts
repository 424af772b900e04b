import path from "node:path";
import { usualPorts } from "./stack/ports.ts";
import { runStack } from "./stack/run-stack.ts";

/** Everything on this machine with the dashboard in development mode; the data stays in .data/dev. */
const stack = await runStack({
  dataDir: path.resolve(".data/dev"),
  ports: await usualPorts().catch((error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }),
  timeScale: 1,
  dashboard: "development",
  durable: true,
  onProgress: (line) => process.stderr.write(`• ${line}\n`),
});
process.stdout.write(
  `\nDashboard ${stack.webUrl}   Magento ${stack.magentoUrl}   Xero ${stack.xeroUrl}   Queues ${stack.boardUrl}\nCtrl-C stops everything.\n`,
);
