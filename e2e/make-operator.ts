import { execFileSync } from "node:child_process";
import path from "node:path";
import { system } from "./system.ts";

/** As `npm run operator` does. */
export function makeOperator(email: string): void {
  execFileSync(process.execPath, ["--import", "tsx", "scripts/operator.ts", email], {
    cwd: path.resolve(import.meta.dirname, ".."),
    env: { ...process.env, ...system().variables },
  });
}
