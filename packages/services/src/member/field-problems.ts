import { type CounterfoilError, invalid } from "@counterfoil/core/errors";
import type { z } from "zod";

/** What zod found, as a refusal that names each field. */
export function fieldProblems(
  error: z.ZodError,
  message = "Some of this is not right yet.",
): CounterfoilError {
  return invalid(
    message,
    error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message })),
  );
}
