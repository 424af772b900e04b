import { newId, newOpaqueToken } from "../ids.ts";
import type { Books } from "../state/books.ts";
import type { SimulatorState } from "../state/simulator-state.ts";
import { createBooks } from "./create-books.ts";
import { ORGANISATION_SEEDS } from "./seed-state.ts";

/** What a Demo Company's reset does: the tenant and its connections are gone, fresh books stand under a new id. */
export function resetOrganisation(state: SimulatorState, books: Books, nowMs: number): Books {
  const { organisationId, countryCode } = books.details;
  state.organisations.delete(organisationId);
  for (const [id, connection] of state.connections) {
    if (connection.organisationId === organisationId) state.connections.delete(id);
  }
  const seed = ORGANISATION_SEEDS.find((one) => one.details.countryCode === countryCode);
  if (!seed) throw new Error(`No seed for ${countryCode}`);
  const details = { ...seed.details, organisationId: newId(), shortCode: `!${newOpaqueToken().slice(0, 5)}` };
  const fresh = createBooks({ ...seed, details }, nowMs);
  state.organisations.set(fresh.details.organisationId, fresh);
  return fresh;
}
