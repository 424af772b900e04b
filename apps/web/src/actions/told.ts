import { isCounterfoilError } from "@counterfoil/core/errors";

/** What an act without a form of its own says when it is over; each time anew, so that the same sentence shows twice. */
export type Told = { text: string; look: "success" | "error" };

/** An expected refusal in its own words; anything else goes on to the error page. */
export function toldRefusal(error: unknown): Told {
  if (!isCounterfoilError(error)) throw error;
  return { text: error.message, look: "error" };
}
