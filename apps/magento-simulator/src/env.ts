import { z } from "zod";

const schema = z.object({
  PORT: z.coerce.number().int().min(0).max(65535).default(4020),
  HOST: z.string().min(1).default("127.0.0.1"),
  BASE_URL: z.url({ protocol: /^https?$/ }).optional(),
  STORE_NAME: z.string().min(1).default("Fern & Flint"),
  SEED: z.string().min(1).default("counterfoil"),
  OUTBOX_TICK_MS: z.coerce.number().int().min(0).default(60_000),
  TIME_SCALE: z.coerce.number().positive().default(1),
  SIM_DATA_FILE: z.string().min(1).optional(),
});

/** Reads and checks the environment. Throws one sentence that names every bad variable. */
export function readEnv(environment: Record<string, string | undefined>) {
  const filled = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = schema.safeParse(filled);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  throw new Error(`Magento simulator: bad environment (${problems.join("; ")})`);
}
