import { type Money, money } from "@counterfoil/core/money";

/** What is found wrong, as it is found. Duplicates, missing ones and amounts are counted besides. */
export type Verdict = {
  duplicate(sentence: string, count?: number): void;
  missing(sentence: string): void;
  /** Does nothing when the two are equal. */
  compare(what: string, input: { found: string; wanted: Money }): void;
  wrong(sentence: string): void;
};

export type Summary = {
  findings: string[];
  duplicates: number;
  missing: number;
  /** Of all amounts that are not what they should be, without their signs. */
  difference: string;
};

export function createVerdict(): Verdict & { summary(): Summary } {
  const findings: string[] = [];
  let duplicates = 0;
  let missing = 0;
  let difference = money(0);
  return {
    duplicate: (sentence, count = 1) => {
      findings.push(sentence);
      duplicates += count;
    },
    missing: (sentence) => {
      findings.push(sentence);
      missing += 1;
    },
    compare: (what, { found, wanted }) => {
      if (wanted.eq(found)) return;
      findings.push(`${what} is ${found}, not ${wanted.toFixed(2)}`);
      difference = difference.plus(wanted.minus(found).abs());
    },
    wrong: (sentence) => {
      findings.push(sentence);
    },
    summary: () => ({ findings, duplicates, missing, difference: difference.toFixed(2) }),
  };
}
