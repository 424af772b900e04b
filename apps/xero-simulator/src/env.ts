import { z } from "zod";

const schema = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(4010),
  HOST: z.string().default("127.0.0.1"),
  /** The address callers use, when it is not http://HOST:PORT. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** Divides every duration: with 60 a 30-minute token lives 30 seconds. */
  TIME_SCALE: z.coerce.number().min(0.001).max(1_000_000).default(1),
  SIM_DATA_FILE: z.string().min(1).optional(),
  SIM_CLIENT_ID: z
    .string()
    .regex(/^[0-9A-F]{32}$/, "must be 32 upper-case hex characters")
    .optional(),
  SIM_CLIENT_SECRET: z.string().min(16).optional(),
  SIM_CLIENT_NAME: z.string().min(1).max(100).optional(),
  /** Comma-separated; without it any http://localhost address is taken. */
  SIM_REDIRECT_URIS: z.string().optional(),
});

export type Environment = z.infer<typeof schema>;

/** Reads the environment; an empty variable counts as absent and all problems are told at once. */
export function readEnvironment(source: Record<string, string | undefined>): Environment {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const parsed = schema.safeParse(given);
  if (!parsed.success) throw new Error(`The environment is not usable:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
