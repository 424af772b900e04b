import { findSignIn } from "@counterfoil/db/system/find-sign-in";
import { takeRateWindow } from "@counterfoil/db/system/take-rate-window";
import { z } from "zod";
import type { ServiceContext } from "../context.ts";
import { isStorable } from "../event/scrub-text.ts";
import { listMemberships } from "./list-memberships.ts";
import { isPassword } from "./password.ts";

const WINDOW_MS = 15 * 60_000;
const PER_EMAIL = 20;
const PER_ADDRESS = 300;

const credentialsSchema = z.object({
  email: z.string().trim().toLowerCase().min(1).max(254).refine(isStorable),
  password: z.string().min(1).max(200),
});

export type SignInOutcome =
  | { ok: true; userId: string; name: string; email: string; tenantId: string }
  | { ok: false; problem: "wrong" | "rate_limited" | "no_seat"; sentence: string };

/** Says neither whether the address is known nor, by its time, whether it is. `address` is the caller's network address, where one is known. */
export async function verifySignIn(
  ctx: ServiceContext,
  input: unknown,
  from: { address: string | null } = { address: null },
): Promise<SignInOutcome> {
  const parsed = credentialsSchema.safeParse(input);
  if (!parsed.success) return refused("wrong");
  const { email, password } = parsed.data;
  const windows = [{ key: `sign-in:${email}`, windowMs: WINDOW_MS, limit: PER_EMAIL }];
  if (from.address)
    windows.push({ key: `sign-in-from:${from.address}`, windowMs: WINDOW_MS, limit: PER_ADDRESS });
  for (const window of windows)
    if (!(await takeRateWindow(ctx.db.system, window))) return refused("rate_limited");
  const person = await findSignIn(ctx.db.system, { email });
  if (!(await isPassword(person?.passwordHash ?? null, password)) || !person) return refused("wrong");
  const [first] = await listMemberships(ctx, { userId: person.userId });
  if (!first) return refused("no_seat");
  return { ok: true, userId: person.userId, name: person.name, email, tenantId: first.tenantId };
}

const sentences = {
  wrong: "This e-mail address and password do not go together.",
  rate_limited: "Too many attempts. Wait 15 minutes, then try again.",
  no_seat: "You have no seat in any account any more. Ask its owner to invite you again.",
};

function refused(problem: keyof typeof sentences): SignInOutcome {
  return { ok: false, problem, sentence: sentences[problem] };
}
