import { CounterfoilError, unavailable } from "@counterfoil/core/errors";
import { openPasswordReset } from "@counterfoil/db/system/password-resets";
import { takeRateWindow } from "@counterfoil/db/system/take-rate-window";
import { z } from "zod";
import type { ServiceContext } from "../context.ts";
import { emailSchema } from "./email-schema.ts";
import { fieldProblems } from "./field-problems.ts";
import { hashOfToken, newLinkToken } from "./link-token.ts";

const LIFE_MS = 60 * 60_000;
const WINDOW_MS = 60 * 60_000;
const PER_EMAIL = 5;
const PER_ADDRESS = 60;

/** Mails a link to whoever has this address. Answers the same, and as fast, whether anybody has. */
export async function askPasswordReset(
  ctx: ServiceContext,
  input: unknown,
  from: { address: string | null } = { address: null },
): Promise<{ email: string }> {
  const parsed = z.object({ email: emailSchema }).safeParse(input);
  if (!parsed.success) throw fieldProblems(parsed.error, "Type the address you sign in with.");
  if (!ctx.sendMail)
    throw unavailable("This installation sends no mail. Ask whoever runs it for a new password.");
  const { email } = parsed.data;
  const windows = [{ key: `reset:${email}`, windowMs: WINDOW_MS, limit: PER_EMAIL }];
  if (from.address)
    windows.push({ key: `reset-from:${from.address}`, windowMs: WINDOW_MS, limit: PER_ADDRESS });
  for (const window of windows)
    if (!(await takeRateWindow(ctx.db.system, window)))
      throw new CounterfoilError("limit_reached", "That was asked for many times. Try again in an hour.");
  // Not waited for: a mail server's time would tell whether there is somebody to write to.
  void send(ctx, email).catch((error: unknown) =>
    ctx.log.error({ err: error }, "a way to a new password could not be mailed"),
  );
  return { email };
}

async function send(ctx: ServiceContext, email: string): Promise<void> {
  const token = newLinkToken();
  const person = await openPasswordReset(ctx.db.system, {
    email,
    tokenHash: hashOfToken(token),
    lifeMs: LIFE_MS,
  });
  if (!person) return;
  const text = `Somebody asked for a new password for ${email} on Counterfoil.

Choose one within an hour:
${ctx.publicUrl}/reset-password?${new URLSearchParams({ token })}

If that was not you, ignore this message: your password stays as it is.`;
  await ctx.sendMail?.({ to: email, subject: "A new password for Counterfoil", text });
}
