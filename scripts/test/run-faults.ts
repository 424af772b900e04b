import { spawn } from "node:child_process";
import path from "node:path";

/** One run as a person would start it: everything it wrote, its last line and its exit code. */
export async function runFaults(
  args: string[],
): Promise<{ code: number | null; text: string; last: string }> {
  const main = path.resolve("scripts/faults/main.ts");
  const child = spawn(process.execPath, ["--import", "tsx", main, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      text += chunk.toString();
    });
  const end = () => void child.kill("SIGTERM");
  process.once("exit", end);
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  process.off("exit", end);
  return { code, text, last: text.trimEnd().split("\n").at(-1) ?? "" };
}
