import { createRandom, type Random } from "./random.ts";

/** Times are milliseconds of production: whoever makes a fault happen divides them by TIME_SCALE. */
export type Fault =
  /** Armed in the Xero simulator: strikes the next `times` calls that match. */
  | {
      what: "xero";
      kind: string;
      match: { method?: string; path?: string };
      times: number;
      delayMs?: number;
      storeAfterDelay?: boolean;
      /** A header's value, hence in real seconds. */
      retryAfterSeconds?: number;
    }
  /** Xero allows less for as long as the next `forDocuments` documents take. */
  | { what: "limits"; limits: { minute?: number; concurrent?: number }; forDocuments: number }
  | { what: "tokens-expire" }
  /** Armed in the store, on requests whose path begins so. */
  | {
      what: "magento";
      path: string;
      times: number;
      status?: number;
      html?: boolean;
      slowMs?: number;
      cut?: boolean;
    }
  /** The newest events are published once more. */
  | { what: "webhooks-twice"; events: number }
  /** Whatever waits in the outbox goes out newest first. */
  | { what: "webhooks-reversed" }
  | { what: "kill"; process: "worker" | "api"; which: number }
  | { what: "restart-database"; how: "fast" | "immediate" }
  | { what: "wipe-queue" };

export type Step = { /** Before this document is raised, counted from 0. */ at: number; fault: Fault };

/** What happens in a run, and when: the same seed and count give the same plan. */
export function drawPlan(seed: string, documents: number): Step[] {
  const random = createRandom(`${seed}/plan`);
  const deck: FaultMaker[] = [];
  const steps = Array.from({ length: faultCount(documents) }, () => {
    if (deck.length === 0) deck.push(...random.shuffle(MAKERS));
    const make = deck.pop() as FaultMaker;
    return { at: random.integer(0, Math.max(0, documents - 2)), fault: make(random) };
  });
  return steps.toSorted((left, right) => left.at - right.at);
}

/** Three to ten documents, one to ten beyond a hundred: a process that is killed takes seconds to come back, however long the run. */
export function faultCount(documents: number): number {
  return Math.round(Math.min(documents, 100) * 0.37 + Math.max(0, documents - 100) * 0.1);
}

type FaultMaker = (random: Random) => Fault;

/** Every call that brings something into the books, by how often there is one. */
const WRITES = [
  "/Invoices",
  "/Invoices",
  "/Invoices",
  "/Contacts",
  "/CreditNotes",
  "/Payments",
  "/Payments",
  "/Allocations",
] as const;

const onWrite =
  (
    kind: string,
    more: (random: Random) => { times?: number; delayMs?: number; storeAfterDelay?: boolean } = () => ({}),
  ): FaultMaker =>
  (random) => ({
    what: "xero",
    kind,
    match: { method: "PUT", path: random.pick(WRITES) },
    times: random.integer(1, 2),
    ...more(random),
  });

const onAnyCall =
  (kind: string): FaultMaker =>
  (random) => ({ what: "xero", kind, match: { path: "/api.xro/*" }, times: random.integer(1, 3) });

/** More than our 60 s of patience. */
const tooSlow = (random: Random) => ({ delayMs: random.integer(65_000, 90_000), times: 1 });

const SALES = ["/rest/V1/byte8/invoice", "/rest/V1/byte8/creditmemo", "/rest/V1/byte8/"] as const;
const SYNC_STATE = "/rest/V1/byte8/sync-state";

const onStore =
  (trouble: { status?: number; html?: boolean; slowMs?: number; cut?: boolean }): FaultMaker =>
  (random) => ({
    what: "magento",
    path: random.chance(0.2) ? SYNC_STATE : random.pick(SALES),
    times: random.integer(1, 6),
    ...trouble,
  });

const kill =
  (process: "worker" | "api"): FaultMaker =>
  (random) => ({ what: "kill", process, which: random.integer(0, 7) });

/** One deck: each run of a hundred documents meets every kind. */
const MAKERS: FaultMaker[] = [
  onWrite("store-then-cut"),
  onWrite("store-then-cut"),
  onWrite("store-then-cut"),
  onWrite("cut-before"),
  onWrite("slow", tooSlow),
  onWrite("slow", (random) => ({ ...tooSlow(random), storeAfterDelay: true })),
  onWrite("status-500"),
  onWrite("html-500"),
  onWrite("truncated-json"),
  onWrite("wrong-content-type"),
  onWrite("unknown-fields"),
  onAnyCall("html-503"),
  onAnyCall("cut-before"),
  (random) => ({
    what: "xero",
    kind: "errors-in-200",
    match: { method: "PUT", path: random.pick(["/Invoices", "/CreditNotes", "/Payments", "/Contacts"]) },
    times: 1,
  }),
  (random) => ({
    what: "xero",
    kind: "wrong-total",
    match: { method: "PUT", path: random.pick(["/Invoices", "/CreditNotes"]) },
    times: 1,
  }),
  (random) => ({
    what: "xero",
    kind: "day-limit",
    match: {},
    times: 1,
    retryAfterSeconds: random.integer(1, 2),
  }),
  (random) => ({
    what: "limits",
    limits: { minute: random.integer(1, 4) },
    forDocuments: random.integer(8, 20),
  }),
  (random) => ({ what: "limits", limits: { concurrent: 1 }, forDocuments: random.integer(8, 20) }),
  (random) => ({ what: "xero", kind: "token-down", match: {}, times: random.integer(1, 3) }),
  () => ({ what: "xero", kind: "refresh-lost", match: {}, times: 1 }),
  () => ({ what: "tokens-expire" }),
  () => ({ what: "tokens-expire" }),
  onStore({ slowMs: 12_000 }),
  onStore({ status: 500 }),
  onStore({ html: true }),
  onStore({ cut: true }),
  (random) => ({
    what: "magento",
    path: random.pick(SALES.slice(0, 2)),
    times: random.integer(1, 2),
    status: 404,
  }),
  (random) => ({ what: "webhooks-twice", events: random.integer(1, 8) }),
  () => ({ what: "webhooks-reversed" }),
  () => ({ what: "webhooks-reversed" }),
  kill("worker"),
  kill("worker"),
  kill("worker"),
  kill("api"),
  () => ({ what: "restart-database", how: "fast" }),
  () => ({ what: "restart-database", how: "immediate" }),
  () => ({ what: "wipe-queue" }),
];
