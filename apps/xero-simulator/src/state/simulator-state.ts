import type { JWK } from "jose";
import type { Fault } from "../control/fault.ts";
import type { Limits } from "../options.ts";
import type { Webhook } from "../webhooks/webhook.ts";
import type { Books } from "./books.ts";

export interface RegisteredClient {
  clientId: string;
  clientSecret: string;
  name: string;
  /** Exact addresses, or any http://localhost address. */
  redirectUris: string[] | "any-localhost";
  /** Apps made before 2 March 2026 may still use the broad scopes. */
  isLegacy: boolean;
}

export interface User {
  userId: string;
  email: string;
  givenName: string;
  familyName: string;
}

export interface Connection {
  connectionId: string;
  clientId: string;
  userId: string;
  organisationId: string;
  authEventId: string;
  createdAt: number;
  updatedAt: number;
}

export interface AuthorizationCode {
  code: string;
  clientId: string;
  userId: string;
  redirectUri: string;
  scopes: string[];
  authEventId: string;
  codeChallenge: string | null;
  nonce: string | null;
  issuedAt: number;
}

export interface RefreshToken {
  token: string;
  clientId: string;
  userId: string;
  scopes: string[];
  authEventId: string;
  authTime: number;
  issuedAt: number;
  /** When it was first exchanged for a newer one; it works on for the grace period. */
  rotatedAt: number | null;
}

export interface StoredAnswer {
  status: number;
  contentType: string | null;
  body: string;
  counts: AnswerCounts | null;
  /** How many documents it carries, for the latency model. */
  documents?: number;
  /** An attachment's content, in place of the body. */
  bytes?: Buffer;
}

/** How many elements a call carried and how they fared. */
export interface AnswerCounts {
  elements: number;
  ok: number;
  errors: number;
}

export interface IdempotencyRecord {
  fingerprint: string;
  firstCallAt: number;
  /** Null while the first call is still being worked on. */
  answer: StoredAnswer | null;
  settled: Promise<StoredAnswer>;
}

export interface CallRecord {
  sequence: number;
  at: string;
  method: string;
  path: string;
  query: string;
  status: number | null;
  durationMs: number | null;
  clientId: string | null;
  organisationId: string | null;
  idempotencyKey: string | null;
  isReplay: boolean;
  counts: AnswerCounts | null;
  fault: string | null;
  isCut: boolean;
}

/** How long an accounting call takes at least: a fixed part, and one per document written or read. */
export interface Latency {
  fixedMs: number;
  perDocumentMs: number;
}

export interface SimulatorState {
  clients: Map<string, RegisteredClient>;
  users: User[];
  organisations: Map<string, Books>;
  connections: Map<string, Connection>;
  codes: Map<string, AuthorizationCode>;
  refreshTokens: Map<string, RefreshToken>;
  idempotency: Map<string, IdempotencyRecord>;
  calls: CallRecord[];
  faults: Fault[];
  limits: Limits;
  /** Access tokens issued before this are refused as expired; milliseconds. */
  tokensExpiredBefore: number;
  latency: Latency;
  /** Null until one was set up. */
  webhook: Webhook | null;
  signingKey: { kid: string; privateJwk: JWK; publicJwk: JWK };
}
