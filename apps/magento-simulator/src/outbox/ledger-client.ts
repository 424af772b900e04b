import { createHash, randomUUID } from "node:crypto";
import { unixSeconds } from "../clock.ts";
import { type SimulatorContext, scaled } from "../context.ts";
import type { OutboxRow } from "../store-state.ts";
import { signOutbound } from "../wire/jwt.ts";
import { type LedgerAnswer, type LedgerTimeouts, requestLedger } from "./ledger-request.ts";

const HEALTH_CACHE_MS = 30_000;

export interface LedgerHealth {
  tenant?: { magento_connection_status?: string };
  binding?: { status?: string };
}

export interface LedgerClient {
  /** Null when the store is not paired: the row is left as it is. */
  publish: (row: OutboxRow) => Promise<LedgerAnswer | null>;
  /** The ledger's tile, kept 30 s when it was fetched; `{}` for any trouble. */
  health: () => Promise<LedgerHealth>;
  forgetHealth: () => void;
  /** One try, no outbox. */
  disconnect: () => Promise<LedgerAnswer | null>;
}

/** The store's calls to its ledger. Address and credentials are read anew for each one, so a re-pairing takes effect at once. */
export function createLedgerClient(context: SimulatorContext, timeouts: LedgerTimeouts = {}): LedgerClient {
  let cachedHealth: { value: LedgerHealth; untilMs: number } | null = null;

  const send = async (
    path: (tenantId: string) => string,
    post: { idempotencyKey: (tenantId: string) => string; body: string } | null,
  ): Promise<LedgerAnswer | null> => {
    const { credentials, ledgerBaseUrl } = context.state;
    if (!credentials || !ledgerBaseUrl) return null;
    const token = signOutbound({ ...credentials, nowSeconds: unixSeconds(context.clock), jti: randomUUID() });
    const url = `${ledgerBaseUrl}${path(credentials.tenantId)}`;
    const authorization = { Authorization: `Bearer ${token}` };
    if (!post) {
      const headers = { ...authorization, Accept: "application/json" };
      return requestLedger({ method: "GET", url, headers }, timeouts);
    }
    const headers = {
      ...authorization,
      Accept: "*/*",
      "Content-Type": "application/json",
      "Idempotency-Key": post.idempotencyKey(credentials.tenantId),
    };
    return requestLedger({ method: "POST", url, headers, body: post.body }, timeouts);
  };

  return {
    publish: (row) =>
      send((tenantId) => `/webhooks/magento/${rawUrlEncode(tenantId)}/${rawUrlEncode(row.event_name)}`, {
        idempotencyKey: () => row.idempotency_key,
        body: row.payload,
      }),
    health: async () => {
      if (cachedHealth && cachedHealth.untilMs > context.clock.now()) return cachedHealth.value;
      const answer = await send(() => "/v1/tile/health", null);
      const value = answer?.kind === "answer" && isSuccess(answer.status) ? parseHealth(answer.body) : null;
      if (!value) return {};
      cachedHealth = { value, untilMs: context.clock.now() + scaled(context, HEALTH_CACHE_MS) };
      return value;
    },
    forgetHealth: () => {
      cachedHealth = null;
    },
    disconnect: () =>
      send(() => "/v1/tenant/disconnect", {
        idempotencyKey: (tenantId) => `disconnect:${createHash("sha1").update(tenantId).digest("hex")}`,
        body: "{}",
      }),
  };
}

export const isSuccess = (status: number): boolean => status >= 200 && status <= 299;

/** PHP's rawurlencode: everything but letters, digits and `-_.~`. */
const rawUrlEncode = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );

function parseHealth(body: string): LedgerHealth | null {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === "object" && parsed !== null ? parsed : null;
  } catch {
    return null;
  }
}
