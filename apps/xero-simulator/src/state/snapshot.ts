import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { type Books, foldKey, foldText } from "./books.ts";
import type { IdempotencyRecord, SimulatorState } from "./simulator-state.ts";

const VERSION = 1;

export interface Snapshots {
  /** Writes soon; many changes close together are one write. */
  schedule(): void;
  /** Writes what is still unwritten and waits for it. */
  flush(): Promise<void>;
}

/** Keeps a JSON copy of the state in a file, replaced as a whole so that it is never half written. */
export function createSnapshots(state: SimulatorState, path: string, debounceMs = 200): Snapshots {
  mkdirSync(dirname(path), { recursive: true });
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> = Promise.resolve();

  const write = () => {
    timer = null;
    const text = JSON.stringify(toJson(state));
    const temporary = `${path}.${process.pid}.tmp`;
    const written = writing.then(() => writeFile(temporary, text)).then(() => rename(temporary, path));
    // One that fails, on a full disk say, is told and does not keep the next one from being tried.
    writing = written.catch((error) => {
      process.stderr.write(`${path} could not be written: ${String(error)}\n`);
    });
    return written;
  };

  return {
    schedule: () => {
      timer ??= setTimeout(() => void write().catch(() => {}), debounceMs);
    },
    flush: async () => {
      if (timer) clearTimeout(timer);
      await write();
    },
  };
}

type Saved = ReturnType<typeof toJson>;

/** What a file holds, or null when there is none; a file of another version is refused. */
export function loadSnapshot(
  path: string,
): (Omit<Partial<SimulatorState>, "latency" | "webhook"> & Pick<SimulatorState, "webhook">) | null {
  if (!existsSync(path)) return null;
  const saved = readSaved(path);
  if (saved?.version !== VERSION) throw new Error(`${path} was written by another version of the simulator`);
  return {
    organisations: new Map(
      saved.organisations.map((books) => [books.details.organisationId, reviveBooks(books)]),
    ),
    connections: new Map(saved.connections.map((one) => [one.connectionId, one])),
    codes: new Map(saved.codes.map((one) => [one.code, one])),
    refreshTokens: new Map(saved.refreshTokens.map((one) => [one.token, one])),
    idempotency: new Map(saved.idempotency.map(([slot, record]) => [slot, reviveRecord(record)])),
    signingKey: saved.signingKey,
    webhook: saved.webhook ?? null,
  };
}

function readSaved(path: string): Saved | null {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new Error(`${path} cannot be read as the simulator's data: ${String(error)}`);
  }
}

function toJson(state: SimulatorState) {
  return {
    version: VERSION,
    organisations: [...state.organisations.values()].map(({ index: _rebuilt, ...books }) => ({
      ...books,
      contacts: [...books.contacts.values()],
      invoices: [...books.invoices.values()],
      creditNotes: [...books.creditNotes.values()],
      payments: [...books.payments.values()],
      allocations: [...books.allocations.values()],
      items: [...books.items.values()],
      history: [...books.history],
      attachments: [...books.attachments],
    })),
    connections: [...state.connections.values()],
    codes: [...state.codes.values()],
    refreshTokens: [...state.refreshTokens.values()],
    idempotency: [...state.idempotency]
      .filter(([, record]) => record.answer !== null)
      .map(([slot, { settled: _promise, ...record }]) => [slot, record] as const),
    signingKey: state.signingKey,
    webhook: state.webhook,
  };
}

function reviveRecord(record: Omit<IdempotencyRecord, "settled">): IdempotencyRecord {
  const { answer } = record;
  return { ...record, settled: answer ? Promise.resolve(answer) : new Promise(() => {}) };
}

function reviveBooks(saved: Saved["organisations"][number]): Books {
  const sales = saved.invoices.filter((one) => one.type === "ACCREC");
  const notes = saved.creditNotes.filter((one) => one.type === "ACCRECCREDIT");
  const active = saved.contacts.filter((one) => one.status === "ACTIVE");
  return {
    ...saved,
    contacts: new Map(saved.contacts.map((one) => [one.contactId, one])),
    invoices: new Map(saved.invoices.map((one) => [one.invoiceId, one])),
    creditNotes: new Map(saved.creditNotes.map((one) => [one.creditNoteId, one])),
    payments: new Map(saved.payments.map((one) => [one.paymentId, one])),
    allocations: new Map(saved.allocations.map((one) => [one.allocationId, one])),
    // Files written before there were items, history and attachments have none of them.
    items: new Map((saved.items ?? []).map((one) => [one.itemId, one])),
    history: new Map(saved.history ?? []),
    attachments: new Map(saved.attachments ?? []),
    index: {
      invoiceByNumber: new Map(sales.map((one) => [foldKey(one.number), one.invoiceId])),
      creditNoteByNumber: new Map(notes.map((one) => [foldKey(one.number), one.creditNoteId])),
      contactByActiveName: new Map(active.map((one) => [foldKey(one.name), one.contactId])),
      contactByNumber: new Map(
        saved.contacts.flatMap((one): [string, string][] =>
          one.contactNumber === null ? [] : [[foldKey(one.contactNumber), one.contactId]],
        ),
      ),
      billsByNumber: idsByKey(
        saved.invoices
          .filter((one) => one.type === "ACCPAY")
          .map((one) => [one.invoiceId, [foldKey(one.number)]]),
      ),
      paymentsByDocument: idsByKey(
        saved.payments.map((one) => [one.paymentId, [one.invoiceId ?? one.creditNoteId ?? ""]]),
      ),
      allocationsByDocument: idsByKey(
        saved.allocations.map((one) => [one.allocationId, [one.invoiceId, one.creditNoteId]]),
      ),
      paymentsByReference: idsByKey(saved.payments.map((one) => [one.paymentId, [foldText(one.reference)]])),
    },
  };
}

function idsByKey(entries: [id: string, keys: string[]][]): Map<string, Set<string>> {
  const index = new Map<string, Set<string>>();
  for (const [id, keys] of entries) {
    for (const key of keys) index.set(key, (index.get(key) ?? new Set()).add(id));
  }
  return index;
}
