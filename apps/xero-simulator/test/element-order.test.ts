import { expect, it } from "vitest";
import { inOrder } from "../src/state/element-order.ts";
import { deleteEntry, type Journal, rollBack, setEntry } from "../src/state/journal.ts";

interface Element {
  id: string;
  updatedAt: number;
}

const key = { id: (one: Element) => one.id, updatedAt: (one: Element) => one.updatedAt };
const sorted = (map: Map<string, Element>) =>
  [...map.values()].sort((left, right) => left.updatedAt - right.updatedAt || (left.id < right.id ? -1 : 1));

it("the kept order is the one a sort would give, after writes, deletions and what was taken back", () => {
  let seed = 7;
  const upTo = (limit: number) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * limit);
  };
  const map = new Map<string, Element>();
  for (let round = 0; round < 60; round += 1) {
    const journal: Journal = [];
    // Few changes are placed one by one, many merged in one pass.
    const changes = round % 10 === 0 ? 900 : upTo(12);
    for (let change = 0; change < changes; change += 1) {
      const id = `e-${upTo(1_500)}`;
      if (upTo(4) === 0) deleteEntry(map, id, journal);
      else setEntry(map, id, { id, updatedAt: upTo(50) }, journal);
      if (upTo(10) === 0) inOrder(map, key);
    }
    if (upTo(3) === 0) rollBack(journal, upTo(journal.length));
    expect(inOrder(map, key)).toEqual(sorted(map));
  }
  map.set("past the journal", { id: "past the journal", updatedAt: 25 });
  expect(inOrder(map, key)).toEqual(sorted(map));
});
