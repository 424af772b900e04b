import { conflict } from "@counterfoil/core/errors";
import { isResetOpen, usePasswordReset } from "@counterfoil/db/system/password-resets";
import { z } from "zod";
import type { ServiceContext } from "../context.ts";
import { fieldProblems } from "./field-problems.ts";
import { hashOfToken } from "./link-token.ts";
import { hashPassword } from "./password.ts";
import { passwordSchema } from "./password-schema.ts";

const inputSchema = z.object({ token: z.string(), password: passwordSchema });

/** Sets a new password by a link that works once, and signs that person out everywhere. Throws `conflict` when it has run out. */
export async function resetPassword(ctx: ServiceContext, input: unknown): Promise<void> {
  const parsed = inputSchema.safeParse(input);
  if (!parsed.success) throw fieldProblems(parsed.error, "This password cannot be used.");
  const tokenHash = hashOfToken(parsed.data.token);
  const isOpen = await isResetOpen(ctx.db.system, { tokenHash });
  const passwordHash = isOpen ? await hashPassword(parsed.data.password) : "";
  if (!isOpen || !(await usePasswordReset(ctx.db.system, { tokenHash, passwordHash })))
    throw conflict("This link was used already or is older than an hour. Ask for a new one.");
}

/** Whether the page asks for a password at all. */
export function isPasswordResetOpen(ctx: ServiceContext, token: string): Promise<boolean> {
  return isResetOpen(ctx.db.system, { tokenHash: hashOfToken(token) });
}
