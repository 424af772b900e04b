import type { SimulatorContext } from "../context.ts";
import type { LedgerClient } from "../outbox/ledger-client.ts";

export interface ConnectionStatus {
  state: "disconnected" | "token_revoked" | "pending" | "connected" | "unknown";
  label: string;
  colour: string;
}

const RED = "#b30000";
const AMBER = "#b36500";
const GREEN = "#00873d";
const GREY = "#757575";

/** What the module's configuration page says of the connection, from the ledger's health tile. */
export async function connectionStatus(
  context: SimulatorContext,
  ledger: LedgerClient,
): Promise<ConnectionStatus> {
  if (!context.state.credentials) return { state: "disconnected", label: "Not paired", colour: RED };
  const health = await ledger.health();
  const status = health.tenant?.magento_connection_status;
  if (status === "token_revoked") {
    return { state: "token_revoked", label: "Magento disconnected — re-pair required", colour: RED };
  }
  if (status === "pending" || status === undefined) {
    return { state: "pending", label: "Waiting for ledger", colour: AMBER };
  }
  if (status !== "active") return { state: "unknown", label: "Ledger unreachable", colour: GREY };
  return health.binding?.status === "active"
    ? { state: "connected", label: "Connected to Xero", colour: GREEN }
    : { state: "pending", label: "Magento paired — Xero not connected yet", colour: AMBER };
}
