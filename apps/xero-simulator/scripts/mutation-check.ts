import { checkMutations } from "../src/conformance/check-mutations.ts";

/** Prints, for each broken behaviour, the test that noticed; ends with 1 when any went unnoticed. */
const results = await checkMutations(({ breaks, noticedBy }) => {
  process.stdout.write(
    `${noticedBy === null ? "✗" : "✓"} ${breaks}\n    ${noticedBy ?? "no test noticed"}\n`,
  );
});
const noticed = results.filter(({ noticedBy }) => noticedBy !== null).length;
process.stdout.write(`\n${noticed} of ${results.length} noticed\n`);
process.exitCode = noticed === results.length ? 0 : 1;
