import { CounterfoilError, conflict, invalid } from "@counterfoil/core/errors";
import { createAccount } from "@counterfoil/db/system/create-account";
import { takeRateWindow } from "@counterfoil/db/system/take-rate-window";
import { z } from "zod";
import type { ServiceContext } from "../context.ts";
import { isStorable } from "../event/scrub-text.ts";
import { emailSchema } from "./email-schema.ts";
import { hashPassword } from "./password.ts";
import { passwordSchema } from "./password-schema.ts";

const WINDOW_MS = 60 * 60_000;
const PER_ADDRESS = 100;

const NOT_TEXT = "There is a character in it that cannot be stored. Type it again.";

export const newPersonSchema = z.object({
  name: z
    .string()
    .trim()
    .min(1, "Your name is missing.")
    .max(120, "That is longer than a name can be here.")
    .refine(isStorable, NOT_TEXT),
  company: z
    .string()
    .trim()
    .min(1, "The business's name is missing.")
    .max(120, "That is longer than a name can be here.")
    .refine(isStorable, NOT_TEXT),
});

export const signUpSchema = newPersonSchema.extend({ email: emailSchema, password: passwordSchema });

/** A tenant, its first person, and that person as owner. `invalid` names the fields; `conflict` when the address is taken. */
export async function signUp(
  ctx: ServiceContext,
  input: unknown,
  from: { address: string | null } = { address: null },
): Promise<{ userId: string; tenantId: string; email: string; name: string }> {
  const parsed = signUpSchema.safeParse(input);
  if (!parsed.success)
    throw invalid(
      "Some of this is not right yet.",
      parsed.error.issues.map((issue) => ({ path: issue.path.join("."), message: plain(issue) })),
    );
  const { email, name, company, password } = parsed.data;
  const key = `sign-up:${from.address ?? "unknown"}`;
  if (!(await takeRateWindow(ctx.db.system, { key, windowMs: WINDOW_MS, limit: PER_ADDRESS })))
    throw new CounterfoilError(
      "limit_reached",
      "Too many accounts were opened from your network just now. Try again in an hour.",
    );
  const passwordHash = await hashPassword(password);
  const made = await createAccount(ctx.db.system, {
    email,
    personName: name,
    passwordHash,
    tenantName: company,
  });
  if (!made) throw conflict("There is an account with this e-mail address already. Sign in instead.");
  ctx.log.info({ tenantId: made.tenantId, userId: made.userId }, "signed up");
  return { ...made, email, name };
}

/** A field that was not sent at all gets a sentence too. */
function plain(issue: z.core.$ZodIssue): string {
  return issue.code === "invalid_type" ? "This is missing." : issue.message;
}
