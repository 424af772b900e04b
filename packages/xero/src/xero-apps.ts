import type { LedgerIdentity } from "@counterfoil/core/ledger-identity";
import type { Ledger } from "@counterfoil/core/ports";
import { z } from "zod";
import { createXeroIdentity } from "./identity.ts";
import { createLedger } from "./ledger.ts";

const origin = z
  .url({ protocol: /^https?$/, error: "must be an http(s) origin" })
  .transform((url) => url.replace(/\/+$/, ""))
  .optional();

/**
 * The environment variables of our two Xero apps. `…_ORIGIN` names one origin that serves identity and API alike (the
 * bundled simulator); without it an app speaks to Xero itself.
 */
export const xeroAppVariables = {
  XERO_SANDBOX_CLIENT_ID: z.string().min(1).optional(),
  XERO_SANDBOX_CLIENT_SECRET: z.string().min(1).optional(),
  XERO_SANDBOX_ORIGIN: origin,
  XERO_PRODUCTION_CLIENT_ID: z.string().min(1).optional(),
  XERO_PRODUCTION_CLIENT_SECRET: z.string().min(1).optional(),
  XERO_PRODUCTION_ORIGIN: origin,
  /** Goes with the secret; `off` is for a Xero that would refuse the two together. */
  XERO_PKCE: z.enum(["on", "off"]).optional(),
};

type Variables = z.infer<z.ZodObject<typeof xeroAppVariables>>;
type Environment = "sandbox" | "production";

export type XeroApps = {
  ledger: Record<Environment, Ledger | null>;
  identity: Record<Environment, LedgerIdentity | null>;
};

/** Null for an environment without credentials. Nothing of one environment is ever sent to the other. */
export function createXeroApps(
  variables: Variables,
  timeouts: { callTimeoutMs: number; identityTimeoutMs: number },
): XeroApps {
  const options = { ...timeouts, usePkce: variables.XERO_PKCE !== "off" };
  const sandbox = createApp(
    {
      clientId: variables.XERO_SANDBOX_CLIENT_ID,
      clientSecret: variables.XERO_SANDBOX_CLIENT_SECRET,
      origin: variables.XERO_SANDBOX_ORIGIN,
    },
    options,
  );
  const production = createApp(
    {
      clientId: variables.XERO_PRODUCTION_CLIENT_ID,
      clientSecret: variables.XERO_PRODUCTION_CLIENT_SECRET,
      origin: variables.XERO_PRODUCTION_ORIGIN,
    },
    options,
  );
  return {
    ledger: { sandbox: sandbox?.ledger ?? null, production: production?.ledger ?? null },
    identity: { sandbox: sandbox?.identity ?? null, production: production?.identity ?? null },
  };
}

function createApp(
  app: { clientId: string | undefined; clientSecret: string | undefined; origin: string | undefined },
  options: { callTimeoutMs: number; identityTimeoutMs: number; usePkce: boolean },
): { ledger: Ledger; identity: LedgerIdentity } | null {
  const { clientId, clientSecret, origin } = app;
  if (!clientId || !clientSecret) return null;
  const login = origin ?? "https://login.xero.com";
  const issuer = origin ?? "https://identity.xero.com";
  const api = origin ?? "https://api.xero.com";
  return {
    ledger: createLedger({ apiUrl: `${api}/api.xro/2.0`, timeoutMs: options.callTimeoutMs }),
    identity: createXeroIdentity({
      authorizeUrl: `${login}/identity/connect/authorize`,
      tokenUrl: `${issuer}/connect/token`,
      connectionsUrl: `${api}/connections`,
      issuer,
      jwksUrl: `${issuer}/.well-known/openid-configuration/jwks`,
      clientId,
      clientSecret,
      usePkce: options.usePkce,
      timeoutMs: options.identityTimeoutMs,
    }),
  };
}
