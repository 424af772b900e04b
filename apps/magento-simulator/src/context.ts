import type { Clock } from "./clock.ts";
import type { DocumentGenerator } from "./generator/document-generator.ts";
import type { StoreState } from "./store-state.ts";

/** What every part of the store works on. */
export interface SimulatorContext {
  state: StoreState;
  clock: Clock;
  generator: DocumentGenerator;
  settings: {
    storeName: string;
    seed: string;
    /** The store's own durations (tick, back-off, pairing code, caches) are divided by this; what a ledger measures is not. */
    timeScale: number;
    outboxTickMs: number;
    baseUrl: () => string;
  };
  /** Tells that the state changed, so that a snapshot is due. */
  touch: () => void;
}

export const scaled = (context: SimulatorContext, durationMs: number): number =>
  durationMs / context.settings.timeScale;
