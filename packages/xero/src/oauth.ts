import { createRemoteJWKSet, decodeJwt, jwtVerify } from "jose";
import { custom, Issuer } from "openid-client";
import { deleteConnection, listConnections } from "./connections.ts";
import { readTokens, requestTokens, type TokenOutcome } from "./tokens.ts";

export type XeroOAuthOptions = {
  authorizeUrl: string;
  tokenUrl: string;
  connectionsUrl: string;
  /** What `iss` says in ID tokens. */
  issuer: string;
  /** Null: ID tokens are taken on the word of the connection they came over. */
  jwksUrl: string | null;
  clientId: string;
  clientSecret: string;
  /** For each whole call. */
  timeoutMs: number;
  now: () => Date;
};

export type XeroOAuth = ReturnType<typeof createXeroOAuth>;

/** Xero's identity side, at endpoints of our choosing. Every outcome is a value; none holds a body or, unless ok, a token. */
export function createXeroOAuth(options: XeroOAuthOptions) {
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
    /** `codeChallenge` is the S256 challenge, null where PKCE is switched off. One organisation per consent. */
    authorizationUrl(input: {
      state: string;
      codeChallenge: string | null;
      redirectUri: string;
      scopes: readonly string[];
    }): string {
      return client.authorizationUrl({
        response_type: "code",
        redirect_uri: input.redirectUri,
        scope: input.scopes.join(" "),
        state: input.state,
        acr_values: "bulk_connect:false",
        ...(input.codeChallenge === null
          ? {}
          : { code_challenge: input.codeChallenge, code_challenge_method: "S256" }),
      });
    },

    async exchangeCode(input: {
      code: string;
      codeVerifier: string | null;
      redirectUri: string;
    }): Promise<TokenOutcome> {
      const form = {
        grant_type: "authorization_code",
        code: input.code,
        redirect_uri: input.redirectUri,
        ...(input.codeVerifier === null ? {} : { code_verifier: input.codeVerifier }),
      };
      const grant = await requestTokens(client, form, options.timeoutMs);
      if (!grant.ok) return grant;
      if (!(await isIdTokenGood(grant.tokenSet.id_token))) {
        return { ok: false, problem: "unavailable", detail: "the ID token could not be verified" };
      }
      return readTokens(grant.tokenSet, options.now());
    },

    /** Trusts the pair without its ID token: refusing it for that would lose a pair that has rotated already. */
    async refresh(refreshToken: string): Promise<TokenOutcome> {
      const form = { grant_type: "refresh_token", refresh_token: refreshToken };
      const grant = await requestTokens(client, form, options.timeoutMs);
      return grant.ok ? readTokens(grant.tokenSet, options.now()) : grant;
    },

    /** Every organisation this user ever connected to our app; with `authEventId`, those picked in that consent. */
    listConnections: (input: { accessToken: string; authEventId?: string }) =>
      listConnections(client, options, input),

    /** `existed` is false when it was gone already. The user's other organisations keep the token. */
    deleteConnection: (input: { accessToken: string; connectionId: string }) =>
      deleteConnection(client, options, input),
  };
}

function createIdTokenCheck(options: XeroOAuthOptions): (idToken: string | undefined) => Promise<boolean> {
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
