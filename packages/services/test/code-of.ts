import { isCounterfoilError } from "@counterfoil/core/errors";

/** The code that a verb refuses with; null when it goes through. Whatever else it throws is thrown on. */
export async function codeOf(work: Promise<unknown>): Promise<string | null> {
  const error = await work.then(
    () => null,
    (cause: unknown) => cause,
  );
  if (error !== null && !isCounterfoilError(error)) throw error;
  return error?.code ?? null;
}
