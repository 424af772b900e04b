import type { Fault } from "../control/fault.ts";
import { resetOrganisation } from "../seed/reset-organisation.ts";
import type { Simulator } from "../simulator.ts";
import type { Books } from "../state/books.ts";
import type { Caller } from "./bearer.ts";

/** The books of an organisation that the caller's user has connected to the caller's app. */
export function reachableBooks(
  simulator: Simulator,
  caller: Caller,
  organisationId: string | null,
): Books | undefined {
  const wanted = (organisationId ?? "").toLowerCase();
  for (const connection of simulator.state.connections.values()) {
    if (
      connection.organisationId === wanted &&
      connection.userId === caller.userId &&
      connection.clientId === caller.clientId
    ) {
      return simulator.state.organisations.get(wanted);
    }
  }
  return undefined;
}

/** A fault: a person disconnects the app, or the Demo Company is reset, just before this call. */
export function disconnectByFault(
  simulator: Simulator,
  fault: Fault | undefined,
  caller: Caller,
  organisationId: string | null,
): void {
  const { state, clock } = simulator;
  const books = reachableBooks(simulator, caller, organisationId);
  if (!books) return;
  if (fault?.kind === "demo-reset") resetOrganisation(state, books, clock.now());
  if (fault?.kind !== "revoked-connection") return;
  for (const [id, one] of state.connections) {
    const isTheirs = one.userId === caller.userId && one.clientId === caller.clientId;
    if (isTheirs && one.organisationId === books.details.organisationId) state.connections.delete(id);
  }
}
