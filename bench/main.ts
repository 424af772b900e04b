import { parseArgs } from "node:util";
import { accept } from "./accept.ts";
import { drain } from "./drain.ts";
import { fairness } from "./fairness.ts";
import { history } from "./history.ts";
import { latency } from "./latency.ts";
import { simulatorReads } from "./simulator-reads.ts";

const USAGE = `npm run bench -- accept
npm run bench -- simulator-reads
npm run bench -- drain [--limits on|off] [--invoices 10000] [--customers 2000] [--workers 1]
npm run bench -- latency [--invoices 100]
npm run bench -- fairness [--backlog 20000] [--invoices 100]
npm run bench -- history [--documents 300000] [--others 700000]
`;

/** `npm run bench -- NAME`: figures, the floor measured in the same run, and the ratio. */
try {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      limits: { type: "string", default: "on" },
      invoices: { type: "string" },
      customers: { type: "string", default: "2000" },
      backlog: { type: "string", default: "20000" },
      workers: { type: "string", default: "1" },
      documents: { type: "string", default: "300000" },
      others: { type: "string", default: "700000" },
    },
  });
  const [name, ...others] = positionals;
  if (others.length > 0) throw new Error(`One at a time: ${positionals.join(", ")}`);
  switch (name) {
    case "accept":
      await accept();
      break;
    case "simulator-reads":
      await simulatorReads();
      break;
    case "drain":
      await drain({
        limits: values.limits === "off" ? "off" : "on",
        invoices: wholeNumber(values.invoices ?? "10000"),
        customers: wholeNumber(values.customers),
        workers: wholeNumber(values.workers),
      });
      break;
    case "latency":
      await latency({ invoices: wholeNumber(values.invoices ?? "100") });
      break;
    case "fairness":
      await fairness({
        backlog: wholeNumber(values.backlog),
        invoices: wholeNumber(values.invoices ?? "100"),
      });
      break;
    case "history":
      await history({ documents: wholeNumber(values.documents), others: wholeNumber(values.others) });
      break;
    default:
      throw new Error("Which one?");
  }
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n${USAGE}`);
  process.exitCode = 2;
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new Error(`${text} is not a number above 0`);
  return number;
}
