import { z } from "zod";

/** Trimmed and lower-cased, as it is kept. */
export const emailSchema = z
  .string({ error: "The e-mail address is missing." })
  .trim()
  .toLowerCase()
  .pipe(z.email("This is not an e-mail address.").max(254, "This is not an e-mail address."));
