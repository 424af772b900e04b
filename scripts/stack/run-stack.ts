import { type Stack, type StackInput, startStack } from "./start-stack.ts";

/** What a person or a program ends us with: Ctrl-C, kill, and the window that was closed. */
export const END_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Starts everything and ends it at the first signal, also in the middle of starting. Resolves once all of it answers. */
export async function runStack(
  input: Omit<StackInput, "signal">,
  afterwards: () => Promise<void> = async () => {},
): Promise<Stack> {
  outliveTheWindow();
  const stopping = new AbortController();
  const starting = startStack({ ...input, signal: stopping.signal });
  const end = async () => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    const stack = await starting.catch(() => null);
    await stack?.stop();
    await afterwards();
    process.exit(0);
  };
  for (const signal of END_SIGNALS) process.on(signal, () => void end());
  return starting.catch(async (error: Error) => {
    // `end` is under way and exits.
    if (stopping.signal.aborted) return new Promise<never>(() => {});
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  });
}

/** A closed window takes the terminal away: what is written there after it must not end us before everything is stopped. */
export function outliveTheWindow(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
}
