// `node scripts/run.mjs FILE.ts …`: installs what is missing, then runs a TypeScript file with the rest of the arguments.
import { spawn } from "node:child_process";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { install, root } from "./install.mjs";
import "./stack/end-with-parent.mjs";

install();
const [file, ...args] = process.argv.slice(2);
const endWithParent = pathToFileURL(path.join(root, "scripts/stack/end-with-parent.mjs")).href;
const options = ["--import", endWithParent, "--import", "tsx"];
const child = spawn(process.execPath, [...options, path.join(root, file), ...args], {
  cwd: root,
  stdio: "inherit",
});
// Both get Ctrl-C, and the end of the window, from the terminal; the child decides how to end, this one only waits for it.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
  process.on(signal, () => signal === "SIGTERM" && child.kill(signal));
child.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
