import { createHash } from "node:crypto";

export interface Random {
  /** A whole number, both ends included. */
  integer: (low: number, high: number) => number;
  chance: (probability: number) => boolean;
  pick: <Item>(items: readonly Item[]) => Item;
  shuffle: <Item>(items: readonly Item[]) => Item[];
  /** Lower-case hex, for ids that must look random and be repeatable. */
  hex: (length: number) => string;
}

/** The same seed gives the same numbers, on every machine: SHA-256 in counter mode. */
export function createRandom(seed: string): Random {
  let block = Buffer.alloc(0);
  let offset = 0;
  let counter = 0;
  const word = (): number => {
    if (offset >= block.length) {
      block = createHash("sha256").update(`${seed}#${counter++}`).digest();
      offset = 0;
    }
    const value = block.readUInt32BE(offset);
    offset += 4;
    return value;
  };
  const unit = (): number => word() / 0x1_0000_0000;
  const integer = (low: number, high: number): number => low + Math.floor(unit() * (high - low + 1));
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[integer(0, items.length - 1)];
    if (item === undefined) throw new Error("pick: nothing to pick from");
    return item;
  };
  return {
    integer,
    pick,
    chance: (probability) => unit() < probability,
    shuffle: (items) => {
      const rest = [...items];
      return items.map(() => {
        const [taken] = rest.splice(integer(0, rest.length - 1), 1);
        return taken as (typeof items)[number];
      });
    },
    hex: (length) => Array.from({ length }, () => integer(0, 15).toString(16)).join(""),
  };
}
