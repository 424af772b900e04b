import { startSystem } from "./system.ts";

/** One system for all stories; each signs up a merchant of its own. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const { stop, ...system } = await startSystem();
  process.env.E2E_SYSTEM = JSON.stringify(system);
  return stop;
}
