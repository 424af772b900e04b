import { runConformance } from "../src/conformance/run-conformance.ts";

/** `--conformance` prints the table of the forty behaviours and ends; without it the simulator starts. */
const [flag, ...others] = process.argv.slice(2);
if (flag === undefined) await import("../src/main.ts");
else if (flag === "--conformance" && others.length === 0) process.exitCode = runConformance();
else {
  process.stderr.write(
    `unknown: ${[flag, ...others].join(" ")}; there is --conformance, or nothing to start\n`,
  );
  process.exitCode = 2;
}
