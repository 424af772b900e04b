import { spawnSync } from "node:child_process";
import path from "node:path";

/** Many seeds, many kills, the second queue backend: too long for every change, run before something is called done. */
const vitest = path.resolve("node_modules/.bin/vitest");
const { status } = spawnSync(vitest, ["run", "--project", "long"], { stdio: "inherit" });
process.exit(status ?? 1);
