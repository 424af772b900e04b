import { parseKeyRing } from "@counterfoil/db/sealed-secret";
import { xeroAppVariables } from "@counterfoil/xero/xero-apps";
import { z } from "zod";

const databaseUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: "is missing or not a postgresql:// address",
});
const origin = z
  .url({ protocol: /^https?$/, error: "is missing or not an http(s) address" })
  .transform((url) => url.replace(/\/+$/, ""));

const variables = z.object({
  NODE_ENV: z.string().optional(),
  /** Logins of the app and system roles; never the owner's. */
  APP_DATABASE_URL: databaseUrl,
  SYSTEM_DATABASE_URL: databaseUrl,
  /** `id:64hex,id:64hex`; the first one seals, all open. */
  ENCRYPTION_KEYS: z.string({ error: "is missing: id:64hex" }).transform((text, check) => {
    try {
      return parseKeyRing(text);
    } catch (error) {
      check.addIssue((error as Error).message);
      return z.NEVER;
    }
  }),
  /** Seals the session cookie. */
  NEXTAUTH_SECRET: z.string({ error: "is missing" }).min(32, "must have at least 32 characters"),
  /** Our own address as browsers, stores and Xero see it. */
  PUBLIC_URL: origin,
  /** Where /webhooks/* and /v1/* are forwarded to at run time. */
  API_ORIGIN: origin,
  /** Development and tests only: stores on private addresses and over http. */
  ALLOW_PRIVATE_STORE_URLS: z.stringbool().default(false),
  /** `npm run demo` alone: /demo signs anybody in, and may take the simulated Xero away for a minute. */
  DEMO: z.stringbool().default(false),
  /** The demo's store that raises documents, and the one that waits to be paired. */
  DEMO_STORE_URL: origin.optional(),
  DEMO_EMPTY_STORE_URL: origin.optional(),
  /** smtp(s)://user:password@host:port. Unset: no mail, in development a mailbox page. */
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: "must be an smtp(s):// address" }).optional(),
  MAIL_FROM: z.string().min(3).optional(),
  /** The worker's Bull board, for operators. */
  BOARD_URL: z.url({ protocol: /^https?$/, error: "must be an http(s) address" }).optional(),
  /** What our production app at Xero may connect: by its tier there. */
  XERO_TIER: z.enum(["starter", "core", "plus", "advanced", "enterprise"]).default("starter"),
  TIME_SCALE: z.coerce.number().positive().default(1),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
  ...xeroAppVariables,
});

/** A built dashboard calls itself production wherever it runs: what tells the real one is that it takes no private stores. */
const schema = variables
  .refine((env) => env.NODE_ENV !== "production" || env.ALLOW_PRIVATE_STORE_URLS || env.TIME_SCALE === 1, {
    path: ["TIME_SCALE"],
    message: "must be 1 in production",
  })
  .refine((env) => !env.DEMO || (env.ALLOW_PRIVATE_STORE_URLS && !env.PUBLIC_URL.startsWith("https://")), {
    path: ["DEMO"],
    message: "is for npm run demo alone: it lets anybody in",
  });

export type WebEnv = z.infer<typeof schema>;

let read: WebEnv | undefined;

/** The environment, read once and not before it is needed: building needs none of it. */
export function env(): WebEnv {
  read ??= readEnv(process.env);
  return read;
}

/** Throws one error that names every bad variable and shows no value. */
export function readEnv(environment: Record<string, string | undefined>): WebEnv {
  const filled = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = schema.safeParse(filled);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `  ${issue.path.join(".")} ${issue.message}`);
  throw new Error(`The dashboard cannot start with this environment:\n${problems.join("\n")}`);
}
