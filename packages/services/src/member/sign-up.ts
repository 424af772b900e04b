import { CounterfoilError, conflict } from "@counterfoil/core/errors";
import { createAccount } from "@counterfoil/db/system/create-account";
import { takeRateWindow } from "@counterfoil/db/system/take-rate-window";
import { z } from "zod";
import type { ServiceContext } from "../context.ts";
import { emailSchema } from "./email-schema.ts";
import { fieldProblems } from "./field-problems.ts";
import { nameSchema } from "./name-schema.ts";
import { hashPassword } from "./password.ts";
import { passwordSchema } from "./password-schema.ts";

const WINDOW_MS = 60 * 60_000;
const PER_ADDRESS = 100;

/** What somebody new says of themselves, however they come in. */
export const newPersonSchema = z.object({
  name: nameSchema("Your name"),
  company: nameSchema("The business's name"),
});

const signUpSchema = newPersonSchema.extend({ email: emailSchema, password: passwordSchema });

/** A tenant, its first person, and that person as owner. `invalid` names the fields; `conflict` when the address is taken. */
export async function signUp(
  ctx: ServiceContext,
  input: unknown,
  from: { address: string | null } = { address: null },
): Promise<{ userId: string; tenantId: string; email: string; name: string }> {
  const parsed = signUpSchema.safeParse(input);
  if (!parsed.success) throw fieldProblems(parsed.error);
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
