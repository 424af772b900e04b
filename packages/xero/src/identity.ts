import type { LedgerIdentity } from "@counterfoil/core/ledger-identity";
import { createRemoteJWKSet, decodeJwt, jwtVerify } from "jose";
import { custom, Issuer } from "openid-client";
import { deleteConnection, listConnections } from "./connections.ts";
import { signInScopes, xeroScopes } from "./scopes.ts";
import { readTokens, requestTokens } from "./tokens.ts";

export type XeroIdentityOptions = {
  authorizeUrl: string;
  tokenUrl: string;
  connectionsUrl: string;
  /** What `iss` says in ID tokens. */
  issuer: string;
  /** Null: ID tokens are taken on the word of the connection they came over. */
  jwksUrl: string | null;
  clientId: string;
  clientSecret: string;
  /** Goes with the secret; false for a registration that does not take it. */
  usePkce: boolean;
  /** For each whole call. */
  timeoutMs: number;
  /** What is asked for; left out: all that syncing and signing in need. */
  scopes?: readonly string[];
};

/** Xero's identity side, at endpoints of our choosing. Every outcome is a value; none holds a body or, unless ok, a token. */
export function createXeroIdentity(options: XeroIdentityOptions): LedgerIdentity {
  const issuer = new Issuer({
    issuer: options.issuer,
    authorization_endpoint: options.authorizeUrl,
    token_endpoint: options.tokenUrl,
  });
  const client = new issuer.Client({
    client_id: options.clientId,
    client_secret: options.clientSecret,
    token_endpoint_auth_method: "client_secret_basic",
    response_types: ["code"],
  });
  client[custom.http_options] = () => ({ timeout: options.timeoutMs });
  const isIdTokenGood = createIdTokenCheck(options);

  return {
    authorizationUrl({ state, codeChallenge, redirectUri, isSignIn = false }) {
      return client.authorizationUrl({
        response_type: "code",
        redirect_uri: redirectUri,
        scope: (isSignIn ? signInScopes : (options.scopes ?? xeroScopes)).join(" "),
        state,
        // One organisation per consent: bulk connect would bring in others unasked.
        ...(isSignIn ? {} : { acr_values: "bulk_connect:false" }),
        ...(options.usePkce ? { code_challenge: codeChallenge, code_challenge_method: "S256" } : {}),
      });
    },

    async exchangeCode({ code, codeVerifier, redirectUri }) {
      const form = {
        grant_type: "authorization_code",
        code,
        redirect_uri: redirectUri,
        ...(options.usePkce ? { code_verifier: codeVerifier } : {}),
      };
      const grant = await requestTokens(client, form, options.timeoutMs);
      if (!grant.ok) return grant;
      return (await isIdTokenGood(grant.tokenSet.id_token))
        ? readTokens(grant.tokenSet)
        : { ok: false, problem: "refused", detail: "the ID token could not be verified" };
    },

    /** Trusts the pair without its ID token: refusing it for that would lose a pair that has rotated already. */
    async refresh({ refreshToken }) {
      const form = { grant_type: "refresh_token", refresh_token: refreshToken };
      const grant = await requestTokens(client, form, options.timeoutMs);
      return grant.ok ? readTokens(grant.tokenSet) : grant;
    },

    listConnections: (input) => listConnections(client, options, input),
    deleteConnection: (input) => deleteConnection(client, options, input),
  };
}

function createIdTokenCheck(options: XeroIdentityOptions): (idToken: string | undefined) => Promise<boolean> {
  const { jwksUrl } = options;
  if (jwksUrl === null) return async () => true;
  const keys = createRemoteJWKSet(new URL(jwksUrl), { timeoutDuration: options.timeoutMs });
  return async (idToken) => {
    if (idToken === undefined) return true;
    try {
      const issuedAtSeconds = decodeJwt(idToken).iat;
      await jwtVerify(idToken, keys, {
        issuer: options.issuer,
        audience: options.clientId,
        algorithms: ["RS256"],
        // It comes straight from the token endpoint, so whether it is fresh is not in question.
        ...(issuedAtSeconds === undefined ? {} : { currentDate: new Date(issuedAtSeconds * 1000) }),
      });
      return true;
    } catch {
      return false;
    }
  };
}
