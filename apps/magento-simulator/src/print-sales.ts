import { parseArgs } from "node:util";
import { z } from "zod";
import { createDocumentGenerator } from "./generator/document-generator.ts";

const START_AT_MS = Date.UTC(2026, 10, 2, 9, 0, 0);
const STEP_MS = 37 * 60_000;

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "40" },
    seed: { type: "string", default: "counterfoil" },
    mix: { type: "string", default: "demo" },
  },
});
const input = z
  .object({
    count: z.coerce.number().int().min(1).max(100_000),
    seed: z.string().min(1),
    mix: z.enum(["demo", "wide"]),
  })
  .parse(values);

const generator = createDocumentGenerator(input.seed, { mix: input.mix });
const sales = Array.from({ length: input.count }, (_none, index) =>
  generator.next({ atMs: START_AT_MS + index * STEP_MS }),
)
  .flat()
  .map(({ kind, scenario, hidden, document }) => ({ kind, scenario, hidden, document }));
process.stdout.write(`${JSON.stringify(sales, null, 2)}\n`);
