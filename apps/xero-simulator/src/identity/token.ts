import { createHash } from "node:crypto";
import type { FastifyInstance } from "fastify";
import type { Simulator } from "../simulator.ts";
import type { AuthorizationCode, RegisteredClient } from "../state/simulator-state.ts";
import { type JsonObject, writeJson } from "../wire/json.ts";
import { authenticateClient } from "./client-authentication.ts";
import { formFields } from "./form-fields.ts";
import { issueTokens } from "./issue-tokens.ts";

type TokenError =
  | "invalid_request"
  | "invalid_client"
  | "invalid_grant"
  | "unauthorized_client"
  | "unsupported_grant_type";

type TokenResult = { tokens: JsonObject } | { error: TokenError };

/** `POST /connect/token`: errors are a 400 whose body has `error` alone; so is any other verb. */
export function registerToken(app: FastifyInstance, simulator: Simulator): void {
  app.route({
    method: ["GET", "PUT", "PATCH", "DELETE"],
    url: "/connect/token",
    handler: (_request, reply) =>
      reply
        .code(400)
        .type("application/json; charset=utf-8")
        .send(JSON.stringify({ error: "invalid_request" })),
  });
  app.post("/connect/token", async (request, reply) => {
    const result = await exchange(simulator, request.headers.authorization, formFields(request));
    reply.type("application/json; charset=utf-8").header("cache-control", "no-store");
    if ("tokens" in result) return reply.send(writeJson(result.tokens));
    const status = result.error === "invalid_client" ? simulator.switches.invalidClientStatus : 400;
    return reply.code(status).send(JSON.stringify({ error: result.error }));
  });
}

async function exchange(
  simulator: Simulator,
  authorization: string | undefined,
  form: Record<string, string> | null,
): Promise<TokenResult> {
  if (form === null) return { error: "invalid_request" };
  const authenticated = authenticateClient(simulator, { authorization, form });
  if ("error" in authenticated) return authenticated;
  switch (form.grant_type) {
    case "authorization_code":
      return byCode(simulator, authenticated.client, form);
    case "refresh_token":
      return byRefreshToken(simulator, authenticated.client, form);
    case "client_credentials":
      return { error: "unauthorized_client" };
    case undefined:
    case "":
      return { error: "invalid_request" };
    default:
      return { error: "unsupported_grant_type" };
  }
}

async function byCode(
  simulator: Simulator,
  client: RegisteredClient,
  form: Record<string, string>,
): Promise<TokenResult> {
  if (!form.code || !form.redirect_uri) return { error: "invalid_request" };
  const { codes } = simulator.state;
  const code = codes.get(form.code);
  if (!code || code.clientId !== client.clientId) return { error: "invalid_grant" };
  codes.delete(form.code);
  if (simulator.clock.now() > code.issuedAt + simulator.durations.authorizationCodeMs) {
    return { error: "invalid_grant" };
  }
  if (code.redirectUri !== form.redirect_uri) return { error: "invalid_grant" };
  if (!provesChallenge(code.codeChallenge, form.code_verifier)) return { error: "invalid_grant" };
  if (simulator.switches.secondConsent === "replaces") forgetOtherConsents(simulator, code);
  return { tokens: await issueTokens(simulator, { ...code, authTime: code.issuedAt }) };
}

/** UNVERIFIED, a switch: a user's newest consent is then the only one whose refresh tokens work. */
function forgetOtherConsents(simulator: Simulator, code: AuthorizationCode): void {
  const { refreshTokens } = simulator.state;
  for (const [key, one] of refreshTokens) {
    if (one.userId === code.userId && one.clientId === code.clientId) refreshTokens.delete(key);
  }
}

async function byRefreshToken(
  simulator: Simulator,
  client: RegisteredClient,
  form: Record<string, string>,
): Promise<TokenResult> {
  if (!form.refresh_token) return { error: "invalid_request" };
  const token = simulator.state.refreshTokens.get(form.refresh_token);
  if (!token || token.clientId !== client.clientId) return { error: "invalid_grant" };
  const now = simulator.clock.now();
  if (now > token.issuedAt + simulator.durations.refreshTokenMs) return { error: "invalid_grant" };
  if (token.rotatedAt !== null && now > token.rotatedAt + simulator.durations.refreshGraceMs) {
    return { error: "invalid_grant" };
  }
  token.rotatedAt ??= now;
  return { tokens: await issueTokens(simulator, { ...token, nonce: null }) };
}

function provesChallenge(challenge: string | null, verifier: string | undefined): boolean {
  if (challenge === null) return !verifier;
  if (!verifier || !/^[A-Za-z0-9\-._~]{43,128}$/.test(verifier)) return false;
  return createHash("sha256").update(verifier).digest("base64url") === challenge;
}
