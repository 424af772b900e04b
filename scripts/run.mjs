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
// From a terminal both get Ctrl-C and the end of the window, and the child decides how to end; whatever else comes is handed on.
const isFromTerminal = (signal) => signal !== "SIGTERM" && process.stdin.isTTY;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
  process.on(signal, () => isFromTerminal(signal) || child.kill(signal));
child.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
