import { expect, test } from "vitest";
import { readOptions } from "./options.ts";

test("what is left out has a default", () => {
  expect(readOptions([])).toEqual({
    ok: true,
    options: { seed: "1", documents: 100, workers: 2, timeScale: 20, keep: false },
  });
  const asked = readOptions([
    "--seed",
    "x-9",
    "--documents",
    "7",
    "--workers",
    "3",
    "--time-scale",
    "4",
    "--keep",
  ]);
  expect(asked).toEqual({
    ok: true,
    options: { seed: "x-9", documents: 7, workers: 3, timeScale: 4, keep: true },
  });
});

test.each([
  [["--documents", "0"], "--documents takes a whole number from 1 to 20000."],
  [["--documents", "1e3"], "--documents takes a whole number from 1 to 20000."],
  [["--workers", "99"], "--workers takes a whole number from 1 to 8."],
  [["--time-scale", "0.5"], "--time-scale takes a whole number from 1 to 60."],
  [["--seed", "a b"], "--seed takes up to 40 letters, digits, hyphens and underscores."],
  [["--sead", "1"], "Unknown option '--sead'."],
  [["--seed"], "Option '--seed <value>' argument missing."],
  [["extra"], "Unexpected argument 'extra'."],
])("%j is refused with one sentence", (args, sentence) => {
  expect(readOptions(args)).toEqual({ ok: false, sentence });
});
