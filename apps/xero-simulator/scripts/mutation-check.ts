import { checkMutations } from "../src/conformance/check-mutations.ts";

/** Prints, for each broken behaviour, which of its own tests noticed; ends with 1 when one went unnoticed. */
const results = await checkMutations(({ behaviour, breaks, noticedBy }) => {
  const [first = `no test of behaviour ${behaviour} noticed`, ...more] = noticedBy;
  const others = more.length === 0 ? "" : ` (and ${more.length} more)`;
  const mark = noticedBy.length === 0 ? "✗" : "✓";
  process.stdout.write(`${mark} ${String(behaviour).padStart(2)}  ${breaks}\n        ${first}${others}\n`);
});
const noticed = results.filter(({ noticedBy }) => noticedBy.length > 0).length;
process.stdout.write(`\n${noticed} of ${results.length} noticed by a test of the behaviour itself\n`);
process.exitCode = noticed === results.length ? 0 : 1;
