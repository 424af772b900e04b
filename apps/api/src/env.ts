import { parseKeyRing } from "@counterfoil/db/sealed-secret";
import { z } from "zod";

const databaseUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: "is missing or not a postgresql:// address",
});

const schema = z
  .object({
    NODE_ENV: z.enum(["development", "production", "test"]).default("development"),
    PORT: z.coerce.number().int().min(0).max(65535).default(3001),
    HOST: z.string().min(1).default("127.0.0.1"),
    APP_DATABASE_URL: databaseUrl,
    SYSTEM_DATABASE_URL: databaseUrl,
    ENCRYPTION_KEYS: z
      .string({ error: "is missing: id:64hex" })
      .refine(isKeyRing, "is not of the form id:64hex,id:64hex"),
    PUBLIC_URL: z
      .url({ protocol: /^https?$/, error: "is missing or not an http(s) address" })
      .transform((url) => url.replace(/\/+$/, "")),
    /** Each app's own, from its page of webhooks at Xero; without it Xero's webhooks are refused. */
    XERO_WEBHOOK_KEY: z.string().min(1).optional(),
    XERO_SANDBOX_WEBHOOK_KEY: z.string().min(1).optional(),
    TIME_SCALE: z.coerce.number().positive().default(1),
    LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
  })
  .refine((env) => env.NODE_ENV !== "production" || env.TIME_SCALE === 1, {
    path: ["TIME_SCALE"],
    message: "must be 1 in production",
  });

export type ApiEnv = z.infer<typeof schema>;

/** Reads and checks the environment. Throws one error that names every bad variable and shows no value. */
export function readEnv(environment: Record<string, string | undefined>): ApiEnv {
  const filled = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = schema.safeParse(filled);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `  ${issue.path.join(".")} ${issue.message}`);
  throw new Error(`The API cannot start with this environment:\n${problems.join("\n")}`);
}

function isKeyRing(text: string): boolean {
  try {
    return parseKeyRing(text).length > 0;
  } catch {
    return false;
  }
}
