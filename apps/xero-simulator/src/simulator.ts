import type { Clock } from "./clock.ts";
import type { Limiter } from "./gateway/limiter.ts";
import type { Durations, Switches } from "./options.ts";
import type { SimulatorState } from "./state/simulator-state.ts";
import type { Webhooks } from "./webhooks/webhooks.ts";

/** What every route works with. */
export interface Simulator {
  state: SimulatorState;
  clock: Clock;
  limiter: Limiter;
  durations: Durations;
  switches: Switches;
  webhooks: Webhooks;
  /** Scheme, host and port under which it is reached; also the issuer of tokens. */
  origin(): string;
  /** Writes the books down soon, where a data file is set. */
  changed(): void;
}
