// `node scripts/run.mjs FILE.ts …`: installs what is missing, then runs a TypeScript file with the rest of the arguments.
import { spawn } from "node:child_process";
import path from "node:path";
import { install, root } from "./install.mjs";

install();
const [file, ...args] = process.argv.slice(2);
const child = spawn(process.execPath, ["--import", "tsx", path.join(root, file), ...args], {
  cwd: root,
  stdio: "inherit",
});
// Both get Ctrl-C from the terminal; the child decides how to end, this one only waits for it.
for (const signal of ["SIGINT", "SIGTERM"])
  process.on(signal, () => signal === "SIGTERM" && child.kill(signal));
child.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
