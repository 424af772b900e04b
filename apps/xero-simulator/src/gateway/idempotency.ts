import { createHash } from "node:crypto";
import { newId } from "../ids.ts";
import type { Simulator } from "../simulator.ts";
import type { IdempotencyRecord, StoredAnswer } from "../state/simulator-state.ts";
import type { Answer } from "../wire/answer.ts";
import { apiException, gatewayProblem } from "../wire/errors.ts";

const KEY_LENGTH_MAX = 128;
const VERBS = new Set(["POST", "PUT", "PATCH"]);

export interface KeyedRequest {
  clientId: string;
  organisationId: string;
  key: string | null;
  method: string;
  url: string;
  body: Buffer;
}

export type KeyCheck =
  | { kind: "fresh"; settle: (answer: StoredAnswer) => void }
  | { kind: "replay"; answer: Promise<StoredAnswer> }
  | { kind: "refused"; answer: Answer };

/**
 * Remembers answers per app and key for six minutes from the first call, errors included.
 * A repeat that comes while the first is still being worked on waits for it.
 */
export function checkKey(simulator: Simulator, request: KeyedRequest): KeyCheck {
  const { key } = request;
  if (key === null || key === "" || !VERBS.has(request.method)) return { kind: "fresh", settle: () => {} };
  if (key.length > KEY_LENGTH_MAX) {
    return {
      kind: "refused",
      answer: apiException(
        10,
        `Idempotency Key: ${key} is ${key.length} characters long. The maximum length is ${KEY_LENGTH_MAX}.`,
      ),
    };
  }

  const { idempotency } = simulator.state;
  forgetOld(simulator, idempotency);
  const slot = `${request.clientId} ${key}`;
  const print = fingerprint(request);
  const known = idempotency.get(slot);
  if (known && !isForgotten(known, simulator)) {
    if (known.fingerprint === print) return { kind: "replay", answer: known.settled };
    return { kind: "refused", answer: mismatch(simulator, key) };
  }

  let resolve: (answer: StoredAnswer) => void = () => {};
  const record: IdempotencyRecord = {
    fingerprint: print,
    firstCallAt: simulator.clock.now(),
    answer: null,
    settled: new Promise((done) => {
      resolve = done;
    }),
  };
  idempotency.delete(slot);
  idempotency.set(slot, record);
  return {
    kind: "fresh",
    settle: (answer) => {
      record.answer = answer;
      resolve(answer);
    },
  };
}

/** The text is OFFICIAL, what it comes in UNVERIFIED: a switch. */
function mismatch(simulator: Simulator, key: string): Answer {
  const text = `Idempotency Key: ${key} is used with a different request.`;
  return simulator.switches.idempotencyMismatch === "message"
    ? apiException(10, text)
    : gatewayProblem(400, text, newId());
}

/** Keeps the memory small; a clock that was moved back can leave some for later, which then do not count. */
function forgetOld(simulator: Simulator, idempotency: Map<string, IdempotencyRecord>): void {
  for (const [slot, record] of idempotency) {
    if (!isForgotten(record, simulator)) break;
    idempotency.delete(slot);
  }
}

function isForgotten({ answer, firstCallAt }: IdempotencyRecord, { clock, durations }: Simulator): boolean {
  return answer !== null && firstCallAt < clock.now() - durations.idempotencyMs;
}

function fingerprint(request: KeyedRequest): string {
  return createHash("sha256")
    .update([request.organisationId, request.method, request.url, ""].join("\n"))
    .update(request.body)
    .digest("hex");
}
