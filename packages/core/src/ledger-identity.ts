/** Who may act for whom at the accounting system: consent, tokens, connections. Outcomes are values; nothing here throws for what the other side did. */
export type LedgerIdentity = {
  /** Where the browser goes to consent; with `isSignIn` to say who it is and nothing else. */
  authorizationUrl(input: {
    state: string;
    codeChallenge: string;
    redirectUri: string;
    isSignIn?: boolean;
  }): string;
  exchangeCode(input: { code: string; codeVerifier: string; redirectUri: string }): Promise<TokenOutcome>;
  refresh(input: { refreshToken: string }): Promise<TokenOutcome>;
  listConnections(input: {
    accessToken: string;
    /** Only the organisations picked in that consent. */
    authenticationEventId: string | null;
  }): Promise<
    | { ok: true; connections: LedgerConnection[] }
    | { ok: false; problem: "token" | "unavailable"; detail: string }
  >;
  deleteConnection(input: {
    accessToken: string;
    connectionId: string;
  }): Promise<{ ok: true } | { ok: false; problem: "token" | "not_found" | "unavailable"; detail: string }>;
};

export type TokenOutcome =
  | {
      ok: true;
      accessToken: string;
      /** Null when offline_access was not granted. */
      refreshToken: string | null;
      expiresInSeconds: number;
      scopes: string[];
      xeroUserId: string;
      authenticationEventId: string | null;
      email: string | null;
      name: string | null;
    }
  | {
      ok: false;
      problem: "invalid_grant" | "invalid_client" | "refused" | "unavailable" | "no-answer";
      detail: string;
    };

export type LedgerConnection = {
  connectionId: string;
  xeroTenantId: string;
  tenantType: string;
  tenantName: string;
};
