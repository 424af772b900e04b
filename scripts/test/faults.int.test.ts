import { expect, test } from "vitest";
import { runFaults } from "./run-faults.ts";

test.each(["1", "2", "3"])(
  "a hundred documents under fire, seed %s: once each, to the cent, nothing else",
  async (seed) => {
    const { code, text, last } = await runFaults(["--seed", seed, "--documents", "100"]);
    expect(last, text).toMatch(
      new RegExp(
        `^faults: seed ${seed}, 100 documents, \\d+ faults, 0 duplicates, 0 missing, 0\\.00 difference$`,
      ),
    );
    expect(code, text).toBe(0);
  },
  240_000,
);

test("a bad option is one sentence and exit 2", async () => {
  expect(await runFaults(["--documents", "many"])).toMatchObject({
    code: 2,
    last: "--documents takes a whole number from 1 to 20000.",
  });
});
