import type { TokenOutcome } from "@counterfoil/core/ledger-identity";
import { decodeJwt } from "jose";
import { type BaseClient, errors, type TokenSet } from "openid-client";
import { z } from "zod";
import { codeOf, statusOf, withDeadline } from "./identity-call.ts";

type TokenFailure = Extract<TokenOutcome, { ok: false }>;

/** One call to the token endpoint. No outcome's detail holds a token or a body. */
export async function requestTokens(
  client: BaseClient,
  form: { grant_type: string } & Record<string, string>,
  timeoutMs: number,
): Promise<{ ok: true; tokenSet: TokenSet } | TokenFailure> {
  try {
    return { ok: true, tokenSet: await withDeadline(client.grant(form), timeoutMs) };
  } catch (error) {
    return describeFailure(error);
  }
}

/** Who and what the tokens are for is read from the access token; the ID token has no authentication_event_id. */
export function readTokens(tokenSet: TokenSet): TokenOutcome {
  const set = tokenSetSchema.safeParse(tokenSet);
  const claims = accessClaimsSchema.safeParse(claimsOf(tokenSet.access_token));
  if (!set.success || !claims.success) {
    return { ok: false, problem: "unavailable", detail: "the token answer cannot be read" };
  }
  const identity = idClaimsSchema.safeParse(claimsOf(tokenSet.id_token));
  return {
    ok: true,
    accessToken: set.data.access_token,
    refreshToken: set.data.refresh_token ?? null,
    expiresInSeconds: lifetimeSeconds(tokenSet),
    scopes: claims.data.scope ?? set.data.scope?.split(" ") ?? [],
    xeroUserId: claims.data.xero_userid,
    authenticationEventId: claims.data.authentication_event_id ?? null,
    email: identity.success ? (identity.data.email ?? null) : null,
    name: identity.success ? nameOf(identity.data) : null,
  };
}

function describeFailure(error: unknown): TokenFailure {
  const status = statusOf(error);
  const code = error instanceof errors.OPError ? (error.error ?? "") : "";
  if (status !== null && status < 500) {
    if (code === "invalid_grant" || code === "invalid_client")
      return { ok: false, problem: code, detail: code };
    if (REFUSALS.has(code)) return { ok: false, problem: "refused", detail: code };
  }
  if (status !== null) return { ok: false, problem: "unavailable", detail: `HTTP ${status}` };
  return { ok: false, problem: "no-answer", detail: codeOf(error) };
}

/** From when it was received, so that a difference between the clocks does not matter. */
function lifetimeSeconds(tokenSet: TokenSet): number {
  const seconds = tokenSet.expires_in;
  return seconds !== undefined && Number.isFinite(seconds) && seconds > 0
    ? seconds
    : DEFAULT_LIFETIME_SECONDS;
}

function claimsOf(token: string | undefined): unknown {
  try {
    return token === undefined ? null : decodeJwt(token);
  } catch {
    return null;
  }
}

const DEFAULT_LIFETIME_SECONDS = 30 * 60;

/** Our registration may not do what we asked: repeating it changes nothing. */
const REFUSALS: ReadonlySet<string> = new Set([
  "unauthorized_client",
  "invalid_scope",
  "unsupported_grant_type",
  "invalid_request",
]);

const tokenSetSchema = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  scope: z.string().optional(),
});

const accessClaimsSchema = z.object({
  xero_userid: z.string().min(1),
  authentication_event_id: z.string().optional(),
  scope: z.union([z.array(z.string()), z.string().transform((scope) => scope.split(" "))]).optional(),
});

const idClaimsSchema = z.object({
  email: z.string().optional(),
  given_name: z.string().optional(),
  family_name: z.string().optional(),
});

function nameOf(claims: z.infer<typeof idClaimsSchema>): string | null {
  return [claims.given_name, claims.family_name].filter((part) => part).join(" ") || null;
}
