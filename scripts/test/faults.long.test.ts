import { expect, test } from "vitest";
import { runFaults } from "./run-faults.ts";

const SEEDS = Array.from({ length: 20 }, (_, index) => `long-${index + 1}`);
const documents = process.env.FAULTS_DOCUMENTS ?? "2000";

// Each run mostly waits: two at a time (vitest.config.ts) fit two cores.
test.concurrent.each(SEEDS)(
  "%s: many documents under fire, once each, to the cent, nothing else",
  async (seed) => {
    const { code, text, last } = await runFaults(["--seed", seed, "--documents", documents]);
    expect(last, text).toMatch(/, 0 duplicates, 0 missing, 0\.00 difference$/);
    expect(code, text).toBe(0);
  },
);
