import type { User } from "../state/simulator-state.ts";
import { australia } from "./australia.ts";
import { createBooks } from "./create-books.ts";
import { ireland } from "./ireland.ts";
import { newZealand } from "./new-zealand.ts";
import { unitedKingdom } from "./united-kingdom.ts";
import { unitedStates } from "./united-states.ts";

/** The first user is signed in unless the authorize form names the other. */
export const DEMO_USERS: User[] = [
  {
    userId: "1b7a3d5c-8e2f-4c60-9d41-5a6b7c8d9e0f",
    email: "demo@xero-simulator.test",
    givenName: "Dana",
    familyName: "Demo",
  },
  {
    userId: "2c8b4e6d-9f30-4d71-8e52-6b7c8d9e0f1a",
    email: "bookkeeper@xero-simulator.test",
    givenName: "Bo",
    familyName: "Keeper",
  },
];

export const ORGANISATION_SEEDS = [unitedKingdom, australia, unitedStates, newZealand, ireland];

export function seedOrganisations(nowMs: number) {
  return new Map(ORGANISATION_SEEDS.map((seed) => [seed.details.organisationId, createBooks(seed, nowMs)]));
}
