import { type SimulatorContext, scaled } from "../context.ts";
import type { OutboxRow } from "../store-state.ts";
import { isSuccess, type LedgerClient } from "./ledger-client.ts";
import type { LedgerAnswer } from "./ledger-request.ts";

const BATCH_SIZE = 50;
const BACKOFF_SECONDS = [60, 300, 1_800, 7_200, 21_600, 43_200, 86_400, 86_400, 86_400];

export interface DrainResult {
  sent: number;
  succeeded: number;
  retrying: number;
  deadLettered: number;
}

export interface DrainManner {
  /** `reversed`: the newest of each batch first, as no cron does but a network may. */
  order: "kept" | "reversed";
  /** Deliveries under way at a time: one, as cron does, or as many as several web servers would. */
  atOnce: number;
}

const AS_CRON_DOES: DrainManner = { order: "kept", atOnce: 1 };

/** Calls never overlap: a second one starts when the first is done, as with a cron lock. */
export interface Drain {
  /** One cron tick: at most 50 due rows, one after the other, by ascending id. */
  tick: () => Promise<DrainResult>;
  /** Ticks until nothing is due. */
  all: (manner?: DrainManner) => Promise<DrainResult>;
}

export function createDrain(context: SimulatorContext, ledger: LedgerClient): Drain {
  let running: Promise<unknown> = Promise.resolve();
  const inTurn = (work: () => Promise<DrainResult>): Promise<DrainResult> => {
    const next = running.then(work, work);
    running = next.catch(() => undefined);
    return next;
  };
  return {
    tick: () => inTurn(() => drainBatch(context, ledger)),
    all: (manner) =>
      inTurn(async () => {
        const total = noResult();
        for (;;) {
          const batch = await drainBatch(context, ledger, manner);
          for (const name of ["sent", "succeeded", "retrying", "deadLettered"] as const)
            total[name] += batch[name];
          if (batch.sent < BATCH_SIZE) return total;
        }
      }),
  };
}

async function drainBatch(
  context: SimulatorContext,
  ledger: LedgerClient,
  { order, atOnce }: DrainManner = AS_CRON_DOES,
): Promise<DrainResult> {
  const result = noResult();
  const nowMs = context.clock.now();
  const due = context.state.outbox
    .filter(
      (row) => row.status === "pending" && (row.next_attempt_at === null || row.next_attempt_at <= nowMs),
    )
    .slice(0, BATCH_SIZE);
  const waiting = order === "kept" ? due : due.toReversed();
  const deliver = async (): Promise<void> => {
    for (;;) {
      const row = waiting.shift();
      const answer = row && (await ledger.publish(row));
      if (!row || !answer) return;
      record(context, row, answer);
      result.sent += 1;
      if (row.status === "succeeded") result.succeeded += 1;
      else if (row.status === "dead_lettered") result.deadLettered += 1;
      else result.retrying += 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, deliver));
  return result;
}

// Every 4xx is final on the first try; everything that is neither 2xx nor 4xx is tried again.
function record(context: SimulatorContext, row: OutboxRow, answer: LedgerAnswer): void {
  const nowMs = context.clock.now();
  row.attempts += 1;
  row.last_attempt_at = nowMs;
  row.next_attempt_at = null;
  if (answer.kind === "answer" && isSuccess(answer.status)) {
    row.status = "succeeded";
    row.last_status_code = answer.status;
    row.last_error = null;
  } else if (answer.kind === "answer" && answer.status >= 400 && answer.status <= 499) {
    row.status = "dead_lettered";
    row.last_status_code = answer.status;
    row.last_error = describe(answer);
  } else {
    scheduleRetry(context, row, describe(answer));
  }
  context.touch();
}

function scheduleRetry(context: SimulatorContext, row: OutboxRow, error: string): void {
  row.last_status_code = null;
  const backoffSeconds = BACKOFF_SECONDS[row.attempts - 1];
  if (backoffSeconds === undefined) {
    row.status = "dead_lettered";
    row.last_error = `transient_exhausted: retries capped at MAX_TRANSIENT_ATTEMPTS without success — last error: ${error}`;
    return;
  }
  row.last_error = error;
  row.next_attempt_at = context.clock.now() + scaled(context, backoffSeconds * 1000);
}

const describe = (answer: LedgerAnswer): string =>
  answer.kind === "answer" ? `HTTP ${answer.status}: ${answer.body}` : answer.error;

const noResult = (): DrainResult => ({ sent: 0, succeeded: 0, retrying: 0, deadLettered: 0 });
