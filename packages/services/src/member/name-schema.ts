import { z } from "zod";
import { isStorable, UNSTORABLE } from "../event/scrub-text.ts";

/** A person's or a business's name. `whose` completes "… is missing.". */
export function nameSchema(whose: string) {
  const missing = `${whose} is missing.`;
  return z
    .string({ error: missing })
    .trim()
    .min(1, missing)
    .max(120, "That is longer than a name can be here.")
    .refine(isStorable, UNSTORABLE);
}
