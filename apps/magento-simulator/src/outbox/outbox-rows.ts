import { isoSecond, mysqlTime } from "../clock.ts";
import { type SimulatorContext, scaled } from "../context.ts";
import { type OutboxRow, syncStateKey } from "../store-state.ts";
import { phpJson } from "../wire/php-json.ts";

const KEEP_SUCCEEDED_MS = 30 * 86_400_000;
const PROVIDER = "xero";

export interface StoreEvent {
  name: "invoice.created" | "invoice.paid" | "creditmemo.created" | "customer.upserted";
  entityType: "invoice" | "creditmemo" | "customer";
  entityId: number;
  websiteId: number;
  storeId: number;
  payload: Record<string, unknown>;
}

/**
 * Writes an event to the outbox, or nothing at all: a store that is not paired drops it, and any row that holds the
 * key already, dead or alive, makes this a silent no-op.
 */
export function enqueueEvent(context: SimulatorContext, event: StoreEvent): OutboxRow | null {
  const { state } = context;
  if (!state.credentials) return null;
  const nowMs = context.clock.now();
  markPending(context, event);
  const key = `${event.name}:${event.entityId}`;
  const keys = keysOf(state.outbox);
  if (keys.has(key)) return null;
  const body = {
    magento_entity_id: event.entityId,
    website_id: event.websiteId,
    store_id: event.storeId,
    occurred_at: isoSecond(nowMs),
    payload: event.payload,
  };
  const row: OutboxRow = {
    entity_id: state.nextOutboxId++,
    idempotency_key: key,
    event_name: event.name,
    payload: phpJson(body, "plain"),
    status: "pending",
    attempts: 0,
    last_status_code: null,
    last_attempt_at: null,
    next_attempt_at: null,
    last_error: null,
    created_at: nowMs,
  };
  state.outbox.push(row);
  keys.add(key);
  context.touch();
  return row;
}

/** Puts rows back as if new: same key, same body. Answers how many. */
export function requeue(context: SimulatorContext, which: { id: number } | "all"): number {
  const rows = context.state.outbox.filter((row) =>
    which === "all" ? row.status === "dead_lettered" : row.entity_id === which.id,
  );
  for (const row of rows) {
    row.status = "pending";
    row.attempts = 0;
    row.next_attempt_at = null;
  }
  context.touch();
  return rows.length;
}

/** Forgets succeeded rows older than 30 days, and with them their keys. */
export function collectGarbage(context: SimulatorContext): void {
  const before = context.clock.now() - scaled(context, KEEP_SUCCEEDED_MS);
  const { state } = context;
  state.outbox = state.outbox.filter((row) => row.status !== "succeeded" || row.created_at >= before);
  context.touch();
}

const keyIndex = new WeakMap<OutboxRow[], Set<string>>();

function keysOf(rows: OutboxRow[]): Set<string> {
  const known = keyIndex.get(rows) ?? new Set(rows.map((row) => row.idempotency_key));
  keyIndex.set(rows, known);
  return known;
}

// Never downgrades: a row that is there only gets its time bumped.
function markPending(context: SimulatorContext, event: StoreEvent): void {
  const key = syncStateKey(event.entityType, event.entityId, PROVIDER);
  const existing = context.state.syncStates[key];
  const lastSyncAt = mysqlTime(context.clock.now());
  if (existing) {
    existing.last_sync_at = lastSyncAt;
    return;
  }
  context.state.syncStates[key] = {
    entity_type: event.entityType,
    magento_entity_id: event.entityId,
    provider: PROVIDER,
    sync_status: "pending",
    provider_entity_id: null,
    provider_reference: null,
    skip_reason: null,
    error_code: null,
    last_sync_at: lastSyncAt,
  };
}
