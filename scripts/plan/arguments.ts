import { parseArgs } from "node:util";

export const USAGE = `Usage: npm run -s plan -- FILE [--policy FILE] [--json] [--no-tax-amounts]
  FILE               canonical Magento documents, one or an array, as JSON; - reads them from standard input
  --policy FILE      settings as JSON, every key optional, or {"rates": [20, 5, 0]} (percent)
  --json             one JSON array on standard output and nothing else
  --no-tax-amounts   plan for an organisation that takes no tax amounts but its own`;

export type PlanArguments =
  | { do: "plan"; file: string; policyFile: string | null; asJson: boolean; acceptsTaxAmounts: boolean }
  | { do: "help" }
  | { do: "refuse"; because: string };

export function planArguments(args: readonly string[]): PlanArguments {
  const parsed = parse(args);
  if (typeof parsed === "string") return { do: "refuse", because: parsed };
  const { values, positionals } = parsed;
  if (values.help) return { do: "help" };
  const [file, ...more] = positionals;
  if (file === undefined || file === "") return { do: "refuse", because: "Which FILE is to be planned?" };
  if (more.length > 0) return { do: "refuse", because: `One FILE at a time, not also ${more.join(", ")}.` };
  return {
    do: "plan",
    file,
    policyFile: values.policy ?? null,
    asJson: values.json ?? false,
    acceptsTaxAmounts: !values["no-tax-amounts"],
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        policy: { type: "string" },
        json: { type: "boolean" },
        "no-tax-amounts": { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    return (error as Error).message;
  }
}
