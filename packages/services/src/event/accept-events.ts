import { randomUUID } from "node:crypto";
import { CounterfoilError } from "@counterfoil/core/errors";
import type { Database } from "@counterfoil/db/database";
import type { EventName } from "./event-names.ts";

/** One verified delivery. Texts are scrubbed already. */
export type Delivery = {
  tenantId: string;
  storeId: string;
  jti: string;
  tokenExpiresAt: Date;
  idempotencyKey: string;
  name: EventName;
  magentoEntityId: number;
  websiteId: number;
  magentoStoreId: number;
  occurredAt: Date;
  payload: unknown;
};

export type Acceptance =
  /** `replay`: this delivery came before; the id is the first one's. */
  | { outcome: "accepted" | "replay"; eventId: string }
  /** The same token came before with another event. */
  | { outcome: "token_reused"; eventId: null };

export type EventAcceptor = {
  /**
   * Stores one delivery. Throws `invalid` when the database refuses its data, `unavailable` when it is in trouble, too slow or too
   * much waits already; the event may then have been stored nevertheless, and the next delivery of it is a replay.
   */
  accept(delivery: Delivery): Promise<Acceptance>;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
};

/**
 * The hot path: deliveries that arrive while calls are in flight go together in the next, up to 64 a call and 4 calls at once. A call
 * that fails is repeated one by one, so that one bad delivery harms no other. `notify` is called after each call that stored something.
 */
export function createEventAcceptor(options: {
  app: Pick<Database["app"], "query">;
  notify: () => void;
  replayWindowMs: number;
  /** How long a request waits for its answer: well under the 15 s after which a store gives up. */
  deadlineMs?: number;
  maxWaiting?: number;
}): EventAcceptor {
  const { deadlineMs = 8_000, maxWaiting = 5_000 } = options;
  const waiting = new Set<Waiting>();
  const idlers: (() => void)[] = [];
  let inFlight = 0;
  let isScheduled = false;

  return {
    accept(delivery) {
      if (waiting.size >= maxWaiting) return Promise.reject(unavailable("Too many deliveries wait already."));
      return new Promise<Acceptance>((resolve, reject) => {
        const entry: Waiting = {
          delivery,
          eventId: randomUUID(),
          isLate: false,
          resolve: (acceptance) => {
            clearTimeout(timer);
            resolve(acceptance);
          },
          reject: (error) => {
            clearTimeout(timer);
            reject(error);
          },
        };
        const timer = setTimeout(() => {
          waiting.delete(entry);
          entry.isLate = true;
          reject(unavailable("The database did not answer in time."));
        }, deadlineMs);
        waiting.add(entry);
        schedule();
      });
    },
    idle: () =>
      waiting.size + inFlight === 0 ? Promise.resolve() : new Promise((resolve) => idlers.push(resolve)),
  };

  /** After this turn of the event loop, so that requests read in one turn share a call from the first on. */
  function schedule(): void {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(() => {
      isScheduled = false;
      while (waiting.size > 0 && inFlight < CALLS_AT_ONCE) void send(take());
    });
  }

  function take(): Waiting[] {
    const group: Waiting[] = [];
    for (const entry of waiting) {
      waiting.delete(entry);
      if (group.push(entry) === PER_CALL) break;
    }
    return group;
  }

  async function send(group: Waiting[]): Promise<void> {
    inFlight += 1;
    try {
      await settle(group);
    } finally {
      inFlight -= 1;
      if (waiting.size > 0) schedule();
      else if (inFlight === 0) for (const resolve of idlers.splice(0)) resolve();
    }
  }

  async function settle(group: Waiting[]): Promise<void> {
    try {
      const answers = await call(group);
      if (answers.some(({ outcome }) => outcome !== "token_reused")) options.notify();
      group.forEach((entry, index) => {
        const answer = answers[index];
        if (answer) entry.resolve(answer);
        else entry.reject(unavailable("The database gave no answer for this delivery."));
      });
    } catch (error) {
      const [only, ...others] = group;
      if (only && others.length === 0) only.reject(asProblem(error));
      else for (const entry of group) if (!entry.isLate) await settle([entry]);
    }
  }

  async function call(group: Waiting[]): Promise<Acceptance[]> {
    const { rows } = await options.app.query<Acceptance>({
      name: "accept-events",
      text: 'SELECT outcome, event_id AS "eventId" FROM accept_events($1::jsonb, make_interval(secs => $2)) ORDER BY "position"',
      values: [JSON.stringify(group.map(toItem)), options.replayWindowMs / 1000],
    });
    return rows;
  }
}

type Waiting = {
  delivery: Delivery;
  eventId: string;
  /** Its request was answered without it: not worth a call of its own. */
  isLate: boolean;
  resolve(acceptance: Acceptance): void;
  reject(error: CounterfoilError): void;
};

function toItem({ delivery, eventId }: Waiting): Record<string, unknown> {
  return {
    event_id: eventId,
    tenant_id: delivery.tenantId,
    store_id: delivery.storeId,
    jti: delivery.jti,
    token_expires_at: delivery.tokenExpiresAt,
    idempotency_key: delivery.idempotencyKey,
    name: delivery.name,
    magento_entity_id: delivery.magentoEntityId,
    website_id: delivery.websiteId,
    magento_store_id: delivery.magentoStoreId,
    occurred_at: delivery.occurredAt,
    payload: delivery.payload,
  };
}

/** SQLSTATE class 22 is about the data itself: no repetition can cure it. */
function asProblem(error: unknown): CounterfoilError {
  const code = error instanceof Error && "code" in error ? error.code : null;
  return typeof code === "string" && code.startsWith("22")
    ? new CounterfoilError("invalid", "This event holds a value that cannot be stored.", { cause: error })
    : unavailable("The database could not store the event.", error);
}

function unavailable(message: string, cause?: unknown): CounterfoilError {
  return new CounterfoilError("unavailable", message, { cause });
}

const PER_CALL = 64;
const CALLS_AT_ONCE = 4;
