import type { CanonicalContact } from "./generator/canonical-document.ts";
import type { GeneratorState, RaisedCreditMemo, RaisedInvoice } from "./generator/document-generator.ts";

export interface Credentials {
  tenantId: string;
  apiKey: string;
}

export interface OutboxRow {
  entity_id: number;
  idempotency_key: string;
  event_name: string;
  /** The body as it will be sent, byte for byte. */
  payload: string;
  status: "pending" | "succeeded" | "dead_lettered";
  attempts: number;
  last_status_code: number | null;
  last_attempt_at: number | null;
  next_attempt_at: number | null;
  last_error: string | null;
  created_at: number;
}

export interface SyncStateRow {
  entity_type: string;
  magento_entity_id: number;
  provider: string;
  sync_status: "pending" | "synced" | "skipped" | "failed";
  provider_entity_id: string | null;
  provider_reference: string | null;
  skip_reason: string | null;
  error_code: string | null;
  last_sync_at: string;
}

/** `ordinal` counts invoices and credit memos together, in the order they were saved. */
export type Saved<Raised> = Raised & { ordinal: number };

/** Everything the store remembers; plain JSON, so that a snapshot is the whole of it. Times in milliseconds. */
export interface StoreState {
  version: 1;
  credentials: Credentials | null;
  /** Survives a disconnect, as in Magento. */
  ledgerBaseUrl: string | null;
  pairingCode: { hash: string; issuedAtSeconds: number } | null;
  invoices: Record<string, Saved<RaisedInvoice>>;
  creditMemos: Record<string, Saved<RaisedCreditMemo>>;
  customers: Record<string, CanonicalContact>;
  /** Keyed `entity_type:id:provider`. */
  syncStates: Record<string, SyncStateRow>;
  outbox: OutboxRow[];
  nextOutboxId: number;
  generator: GeneratorState;
}

export const syncStateKey = (entityType: string, id: number, provider: string): string =>
  `${entityType}:${id}:${provider}`;

export const emptyStoreState = (generator: GeneratorState): StoreState => ({
  version: 1,
  credentials: null,
  ledgerBaseUrl: null,
  pairingCode: null,
  invoices: {},
  creditMemos: {},
  customers: {},
  syncStates: {},
  outbox: [],
  nextOutboxId: 1,
  generator,
});
