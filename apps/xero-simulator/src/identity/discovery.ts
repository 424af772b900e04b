import type { FastifyInstance } from "fastify";
import type { Simulator } from "../simulator.ts";

const DISCOVERY_PATH = "/.well-known/openid-configuration";

export function registerDiscovery(app: FastifyInstance, simulator: Simulator): void {
  app.get(DISCOVERY_PATH, () => {
    const origin = simulator.origin();
    return {
      issuer: origin,
      jwks_uri: `${origin}${DISCOVERY_PATH}/jwks`,
      authorization_endpoint: `${origin}/identity/connect/authorize`,
      token_endpoint: `${origin}/connect/token`,
      revocation_endpoint: `${origin}/connect/revocation`,
      scopes_supported: ["openid", "profile", "email", "offline_access"],
      claims_supported: ["sub", "email", "given_name", "family_name", "xero_userid"],
      grant_types_supported: ["authorization_code", "refresh_token"],
      response_types_supported: ["code"],
      response_modes_supported: ["query"],
      token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
      id_token_signing_alg_values_supported: ["RS256"],
      subject_types_supported: ["public"],
      code_challenge_methods_supported: ["S256"],
    };
  });

  app.get(`${DISCOVERY_PATH}/jwks`, () => {
    const { kid, publicJwk } = simulator.state.signingKey;
    return { keys: [{ ...publicJwk, kid, use: "sig", alg: "RS256" }] };
  });
}
