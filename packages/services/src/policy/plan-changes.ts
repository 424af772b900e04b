import type { LineView, PlanView } from "../document/describe-plan.ts";

/** One thing that would be otherwise. Null: there is none on that side. */
export type PlanChange = { label: string; before: string | null; after: string | null };
export type LineChange = { description: string; before: LineView | null; after: LineView | null };
export type PlanChanges = { facts: PlanChange[]; lines: LineChange[] };

/** What differs between two plans of one document. Lines are paired by what they say, in their order. */
export function planChanges(before: PlanView, after: PlanView): PlanChanges {
  // Of what is not planned there is nothing to compare line by line: the word and the sentence say it.
  if (before.total === null || after.total === null) return { facts: [], lines: [] };
  const labels = [...new Set([...before.facts, ...after.facts].map(([label]) => label))];
  const textOf = (view: PlanView, label: string) => view.facts.find(([each]) => each === label)?.[1] ?? null;
  const facts = labels
    .map((label) => ({ label, before: textOf(before, label), after: textOf(after, label) }))
    .filter((change) => change.before !== change.after);
  return { facts, lines: pairs(before.lines, after.lines).filter(isDifferent) };
}

/** True when anything that a person would see is otherwise. */
export function isOtherwise(before: PlanView, after: PlanView, changes: PlanChanges): boolean {
  return (
    before.word !== after.word ||
    before.sentence !== after.sentence ||
    before.total !== after.total ||
    before.totalTax !== after.totalTax ||
    changes.facts.length > 0 ||
    changes.lines.length > 0
  );
}

function pairs(before: readonly LineView[], after: readonly LineView[]): LineChange[] {
  const left = [...after];
  const found = before.map((line) => {
    const at = left.findIndex(({ description }) => description === line.description);
    const twin = at === -1 ? null : (left.splice(at, 1)[0] ?? null);
    return { description: line.description, before: line, after: twin };
  });
  return [...found, ...left.map((line) => ({ description: line.description, before: null, after: line }))];
}

function isDifferent({ before, after }: LineChange): boolean {
  if (before === null || after === null) return before !== after;
  return (["account", "taxRate", "tracking", "net", "tax", "quantity"] as const).some(
    (part) => before[part] !== after[part],
  );
}
