import type { FastifyInstance } from "fastify";
import { mysqlTime } from "../clock.ts";
import type { SimulatorContext } from "../context.ts";
import { type SyncStateRow, syncStateKey } from "../store-state.ts";
import { type MagentoErrorBody, missingFields, sendMagento, wrongType } from "./magento-error.ts";
import { fieldsOf } from "./pairing.ts";

const ENTITY_TYPES = ["invoice", "creditmemo", "customer", "product"];
const STATUSES = ["synced", "skipped", "failed"] as const;
const REQUIRED = ["entityType", "magentoEntityId", "provider", "syncStatus"];
const COLUMN_LENGTH = 64;
const PROVIDER_LENGTH = 32;

/** The ledger's word on an entity. The whole row is overwritten, nulls included. */
export function registerSyncState(app: FastifyInstance, context: SimulatorContext): void {
  app.post("/rest/V1/byte8/sync-state", async (request, reply) => {
    const row = parseRow(fieldsOf(request.body), context.clock.now());
    if ("message" in row) return sendMagento(reply, 400, row);
    context.state.syncStates[syncStateKey(row.entity_type, row.magento_entity_id, row.provider)] = row;
    context.touch();
    return sendMagento(reply, 200, []);
  });
}

function parseRow(body: Record<string, unknown>, nowMs: number): SyncStateRow | MagentoErrorBody {
  const missing = REQUIRED.filter((name) => body[name] === undefined || body[name] === null);
  if (missing.length > 0) return missingFields(missing);
  const structured = Object.values(body).find((value) => typeof value === "object" && value !== null);
  if (structured !== undefined) return wrongType(JSON.stringify(structured), "string");

  const entityType = String(body.entityType);
  const id = String(body.magentoEntityId);
  const provider = String(body.provider).trim();
  const status = STATUSES.find((known) => known === body.syncStatus);
  if (!/^-?\d+$/.test(id)) return wrongType(id, "int");
  if (!ENTITY_TYPES.includes(entityType)) return { message: `Unknown entity_type ${entityType}` };
  if (Number(id) <= 0) return { message: "magento_entity_id must be positive" };
  if (provider === "") return { message: "provider must be non-empty" };
  if (!status) return { message: `Invalid sync_status ${String(body.syncStatus)}` };

  const text = (name: string): string | null => {
    const value = body[name];
    return value === undefined || value === null ? null : String(value);
  };
  const row: SyncStateRow = {
    entity_type: entityType,
    magento_entity_id: Number(id),
    provider,
    sync_status: status,
    provider_entity_id: text("providerEntityId"),
    provider_reference: text("providerReference"),
    skip_reason: text("skipReason"),
    error_code: text("errorCode"),
    last_sync_at: text("lastSyncAt") ?? mysqlTime(nowMs),
  };
  return fitsColumns(row) ? row : { message: "Could not save the sync state." };
}

// What the table's columns cannot hold fails in the database, and a failed save is a 400 in Magento.
function fitsColumns(row: SyncStateRow): boolean {
  const texts = [row.provider_entity_id, row.provider_reference, row.skip_reason, row.error_code];
  return (
    row.provider.length <= PROVIDER_LENGTH &&
    texts.every((value) => (value ?? "").length <= COLUMN_LENGTH) &&
    /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)?$/.test(row.last_sync_at)
  );
}
