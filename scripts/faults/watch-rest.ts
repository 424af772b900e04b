import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { call } from "./call.ts";

export type Rest = {
  /** Resolves at rest; also when nothing has moved for long, or at the deadline: the verdict then says what is wrong. */
  untilAtRest(options?: { orOnce?: () => Promise<boolean> }): Promise<void>;
  /** The store publishes what waits for its back-off, which grows to hours: nothing is learned from sitting that out. */
  hurryEvents(): Promise<void>;
  /** The store publishes the events of what ended as refused once more. Answers how many documents. */
  sendRefusedAgain(): Promise<number>;
  end(): Promise<void>;
};

const POLL_MS = 250;
/** Of production, hence divided: longer than the five minutes of repeats, the look-up after them and the longest parking. */
const STANDSTILL_MS = 16 * 60_000;
const DEADLINE_MS = 60_000;
const DEADLINE_PER_DOCUMENT_MS = 300;

export async function watchRest(input: {
  systemUrl: string;
  magentoUrl: string;
  timeScale: number;
  documents: number;
  signal: AbortSignal;
  say: (line: string) => void;
}): Promise<Rest> {
  const pool = new pg.Pool({ connectionString: input.systemUrl, max: 1 });
  pool.on("error", () => {});
  const read = async () => (await pool.query<State>(STATE)).rows[0] as State;
  const outbox = `${input.magentoUrl}/__sim/outbox`;

  return {
    untilAtRest: async ({ orOnce } = {}) => {
      const endsAt = Date.now() + DEADLINE_MS + input.documents * DEADLINE_PER_DOCUMENT_MS;
      let last = { text: "", at: Date.now() };
      let saidAt = 0;
      for (;;) {
        input.signal.throwIfAborted();
        const health = await call<{ rows: { status: string }[] }>(outbox);
        const unsent = health.rows.filter(({ status }) => status === "pending").length;
        const state = await read();
        if (unsent === 0 && isAtRest(state, input.documents)) return;
        if (await orOnce?.()) return;
        const text = `${state.documents - state.moving} of ${input.documents} at rest, ${unsent} events to come, postings ${state.postings}`;
        if (text !== last.text) last = { text, at: Date.now() };
        if (Date.now() - saidAt > 3_000) {
          input.say(text);
          saidAt = Date.now();
        }
        if (Date.now() > endsAt || Date.now() - last.at > STANDSTILL_MS / input.timeScale) return;
        await sleep(POLL_MS);
      }
    },
    hurryEvents: async () => {
      const { rows } = await call<{ rows: { entity_id: number; status: string }[] }>(outbox);
      for (const row of rows.filter(({ status }) => status === "pending"))
        await call(`${outbox}/requeue`, { id: row.entity_id });
    },
    sendRefusedAgain: async () => {
      const { rows } = await pool.query<{ kind: string; magentoId: string }>(
        `SELECT kind, magento_id::text AS "magentoId" FROM document WHERE ${REFUSED}`,
      );
      const keys = new Set(
        rows.flatMap(({ kind, magentoId }) =>
          kind === "invoice"
            ? [`invoice.created:${magentoId}`, `invoice.paid:${magentoId}`]
            : [`creditmemo.created:${magentoId}`],
        ),
      );
      const kept = await call<{ rows: { entity_id: number; idempotency_key: string }[] }>(outbox);
      for (const row of kept.rows.filter(({ idempotency_key }) => keys.has(idempotency_key)))
        await call(`${outbox}/requeue`, { id: row.entity_id });
      return rows.length;
    },
    end: () => pool.end(),
  };
}

type State = {
  documents: number;
  moving: number;
  waiting: number;
  refused: number;
  due: number;
  postings: string;
};

/** Who waits for what was refused goes once that was sent again. */
const isAtRest = (state: State, documents: number) =>
  state.documents >= documents &&
  state.due === 0 &&
  (state.refused > 0 ? state.moving === state.waiting : state.moving === 0);

/** What a fault brings to an end: Xero's or the store's refusal, and a wrong total, which stands in Xero no more. */
const REFUSED = "(state = 'failed' OR (state = 'held' AND reason = 'xero_total_differs'))";

const STATE = `
  SELECT (SELECT count(*) FROM document)::int AS documents,
         (SELECT count(*) FROM document WHERE state NOT IN ('posted', 'held', 'skipped', 'failed'))::int AS moving,
         (SELECT count(*) FROM document WHERE state = 'waiting')::int AS waiting,
         (SELECT count(*) FROM document WHERE ${REFUSED})::int AS refused,
         ((SELECT count(*) FROM event WHERE state = 'unrouted') + (SELECT count(*) FROM storefront_state WHERE next_run_at IS NOT NULL)
           + (SELECT count(*) FROM attempt WHERE state = 'open') + (SELECT count(*) FROM document WHERE next_run_at <= now()))::int AS due,
         (SELECT coalesce(string_agg(state || ' ' || n, ', ' ORDER BY state), 'none') FROM (SELECT state, count(*) AS n FROM posting GROUP BY state) s) AS postings`;
