import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningWorker, startWorker } from "../src/worker.ts";
import {
  type Onboarded,
  startSyncing,
  startWholeSystem,
  until,
  untilAtRest,
  type WholeSystem,
} from "./whole-system.ts";

let system: WholeSystem;
let worker: RunningWorker;
let onboarded: Onboarded;

beforeAll(async () => {
  system = await startWholeSystem();
  worker = await startWorker(system.env);
  onboarded = await system.onboard();
});
afterAll(async () => {
  await worker?.stop();
  await system?.stop();
});

test("before Start documents are prepared and nothing is sent; after it all come to rest, equal to the cent", async () => {
  await system.control("raise", { count: 40 });
  await system.control("drain", {});
  await until(
    "40 documents are checked",
    async () => (await system.documents()).filter((row) => row.check !== null).length === 40,
  );
  expect(
    (await system.documents()).every((row) => row.state === "waiting" && row.reason === "not_started"),
  ).toBe(true);
  expect((await system.books()).invoices).toEqual([]);

  await startSyncing(system.ctx, onboarded);
  const rows = await untilAtRest(system, 40);
  console.log(
    rows
      .map(
        (r) =>
          `${r.kind} ${r.increment_id} ${r.grand_total} ${r.state} ${r.reason ?? ""} ${JSON.stringify(r.params)}`,
      )
      .join("\n"),
  );
  expect(rows.filter((row) => row.state === "posted").length).toBeGreaterThanOrEqual(25);
  const books = await system.books();
  console.log(JSON.stringify(books.invoices[0]).slice(0, 600));
});
