import { parseKeyRing } from "@counterfoil/db/sealed-secret";
import { xeroAppVariables } from "@counterfoil/xero/xero-apps";
import { z } from "zod";

const databaseUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: "is missing or not a postgresql:// address",
});
const flag = z.stringbool().default(false);

const schema = z
  .object({
    NODE_ENV: z.enum(["development", "production", "test"]).default("development"),
    /** Of the board, the metrics and the health checks. */
    PORT: z.coerce.number().int().min(0).max(65535).default(3002),
    HOST: z.string().min(1).default("127.0.0.1"),
    APP_DATABASE_URL: databaseUrl,
    SYSTEM_DATABASE_URL: databaseUrl,
    QUEUE_DATABASE_URL: databaseUrl,
    /** Set: BullMQ on Redis. Unset: BullMQ on PostgreSQL. */
    REDIS_URL: z.url({ protocol: /^rediss?$/, error: "must be a redis:// address" }).optional(),
    ENCRYPTION_KEYS: z.string({ error: "is missing: id:64hex" }).transform((text, check) => {
      try {
        return parseKeyRing(text);
      } catch (error) {
        check.addIssue((error as Error).message);
        return z.NEVER;
      }
    }),
    PUBLIC_URL: z
      .url({ protocol: /^https?$/, error: "is missing or not an http(s) address" })
      .refine((url) => !/xero/i.test(url), 'has "xero" in it: Xero refuses documents with such an address')
      .transform((url) => url.replace(/\/+$/, "")),
    ALLOW_PRIVATE_STORE_URLS: flag,
    /** `user:password` for the board; without it the board is open in development and closed in production. */
    BOARD_CREDENTIALS: z
      .string()
      .regex(/^[^:]+:.+$/, "must be user:password")
      .optional(),
    TIME_SCALE: z.coerce.number().positive().default(1),
    /** For measuring against a simulator whose limits are off. */
    XERO_CALLS_A_MINUTE: z.coerce.number().int().positive().default(60),
    LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
    ...xeroAppVariables,
  })
  .refine((env) => env.NODE_ENV !== "production" || env.TIME_SCALE === 1, {
    path: ["TIME_SCALE"],
    message: "must be 1 in production",
  })
  .refine((env) => env.NODE_ENV !== "production" || env.XERO_CALLS_A_MINUTE <= 60, {
    path: ["XERO_CALLS_A_MINUTE"],
    message: "must not be above Xero's 60 in production",
  });

export type WorkerEnv = z.infer<typeof schema>;

/** Reads and checks the environment. Throws one error that names every bad variable and shows no value. */
export function readEnv(environment: Record<string, string | undefined>): WorkerEnv {
  const filled = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = schema.safeParse(filled);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `  ${issue.path.join(".")} ${issue.message}`);
  throw new Error(`The worker cannot start with this environment:\n${problems.join("\n")}`);
}
