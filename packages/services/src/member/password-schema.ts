import { z } from "zod";

export const passwordSchema = z
  .string({ error: "The password is missing." })
  .min(10, "Use at least 10 characters.")
  .max(200, "Use at most 200 characters.")
  .refine((text) => new Set(text).size > 3, "Use more than three different characters.");
