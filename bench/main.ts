import { accept } from "./accept.ts";
import { simulatorReads } from "./simulator-reads.ts";

/** `npm run bench -- NAME`: figures, the floor measured in the same run, and the ratio. */
const benches: Record<string, () => Promise<void>> = { accept, "simulator-reads": simulatorReads };
const [name = "", ...others] = process.argv.slice(2);
const bench = benches[name];
if (!bench || others.length > 0) {
  process.stderr.write(`npm run bench -- ${Object.keys(benches).join(" | ")}\n`);
  process.exit(2);
}
await bench();
