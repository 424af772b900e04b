import { isCounterfoilError } from "@counterfoil/core/errors";

/** What a form shows after it was refused: what was typed, a sentence, and the fields it is about. */
export type FormState = {
  message: string | null;
  fields: Record<string, string>;
  values: Record<string, string>;
  /** An address to try instead, where the other side named one. */
  suggestion?: string | null;
  /** What whoever maintains the other side has to look at. */
  hint?: string | null;
};

export const untouched: FormState = { message: null, fields: {}, values: {} };

const SECRET = /password/i;

/** Text fields only; passwords are never sent back. */
export function typedIn(form: FormData): Record<string, string> {
  return Object.fromEntries(
    [...form.entries()].filter(
      (entry): entry is [string, string] =>
        typeof entry[1] === "string" && !SECRET.test(entry[0]) && !entry[0].startsWith("$"),
    ),
  );
}

/** An expected refusal as the form's next state; anything else goes on to the error page. */
export function refusal(error: unknown, form: FormData): FormState {
  if (!isCounterfoilError(error)) throw error;
  const fields = Object.fromEntries(error.problems.map(({ path, message }) => [path, message]));
  return { message: error.message, fields, values: typedIn(form) };
}
