import { z } from "zod";
import type { Simulator } from "../simulator.ts";
import type { RegisteredClient } from "../state/simulator-state.ts";
import { canAskFor } from "./scopes.ts";

export interface AuthorizeRequest {
  client: RegisteredClient;
  redirectUri: string;
  scopes: string[];
  state: string | null;
  nonce: string | null;
  codeChallenge: string | null;
  /** `acr_values=bulk_connect:false`: one organisation only. */
  isSingleOrganisation: boolean;
  parameters: Record<string, string>;
}

const parametersSchema = z.object({
  response_type: z.string().optional(),
  client_id: z.string().optional(),
  redirect_uri: z.string().optional(),
  scope: z.string().optional(),
  state: z.string().max(4096).optional(),
  nonce: z.string().max(4096).optional(),
  acr_values: z.string().optional(),
  code_challenge: z.string().optional(),
  code_challenge_method: z.string().optional(),
});

/** Reads and checks an authorize request; trouble is shown on Xero's own page, never by redirect. */
export function readAuthorizeRequest(
  simulator: Simulator,
  input: unknown,
): { request: AuthorizeRequest } | { error: string; detail: string } {
  const parsed = parametersSchema.safeParse(input);
  if (!parsed.success)
    return { error: "invalid_request", detail: "A parameter was sent twice or cannot be read" };
  const parameters = parsed.data;

  const client = simulator.state.clients.get(parameters.client_id ?? "");
  if (!client) return { error: "unauthorized_client", detail: "Unknown client or client not enabled" };
  if (parameters.response_type !== "code") {
    return { error: "unsupported_response_type", detail: "Response type not supported" };
  }
  const redirectUri = parameters.redirect_uri ?? "";
  if (!isRegisteredRedirect(client, redirectUri)) {
    return { error: "unauthorized_client", detail: "Invalid redirect_uri" };
  }

  const scopes = [...new Set((parameters.scope ?? "").split(/\s+/).filter((scope) => scope !== ""))];
  if (scopes.length === 0) return { error: "invalid_request", detail: "Missing scope" };
  const refused = scopes.find((scope) => !canAskFor(scope, client.isLegacy, simulator.clock.now()));
  if (refused !== undefined) return { error: "unauthorized_client", detail: "Invalid scope for client" };

  const challenge = parameters.code_challenge ?? null;
  if (challenge !== null) {
    if (parameters.code_challenge_method !== "S256") {
      return { error: "invalid_request", detail: "Transform algorithm not supported" };
    }
    if (!/^[A-Za-z0-9\-._~]{43,128}$/.test(challenge)) {
      return { error: "invalid_request", detail: "Invalid code challenge" };
    }
  }

  return {
    request: {
      client,
      redirectUri,
      scopes,
      state: parameters.state ?? null,
      nonce: parameters.nonce ?? null,
      codeChallenge: challenge,
      isSingleOrganisation: (parameters.acr_values ?? "").split(/\s+/).includes("bulk_connect:false"),
      parameters: Object.fromEntries(
        Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined),
      ),
    },
  };
}

/** Xero compares redirect addresses as strings and refuses 127.0.0.1. */
function isRegisteredRedirect(client: RegisteredClient, redirectUri: string): boolean {
  if (client.redirectUris !== "any-localhost") return client.redirectUris.includes(redirectUri);
  return /^http:\/\/localhost(:\d{1,5})?(\/[^\s#\\]*)?$/.test(redirectUri) && URL.canParse(redirectUri);
}
