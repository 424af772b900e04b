import { createHash, randomBytes } from "node:crypto";
import { CounterfoilError } from "@counterfoil/core/errors";
import type { LedgerIdentity } from "@counterfoil/core/ledger-identity";
import { createAccount } from "@counterfoil/db/system/create-account";
import { findSignIn } from "@counterfoil/db/system/find-sign-in";
import { findXeroPerson, linkXeroPerson } from "@counterfoil/db/system/xero-people";
import { z } from "zod";
import type { ServiceContext } from "../context.ts";
import { emailSchema } from "./email-schema.ts";
import { fieldProblems } from "./field-problems.ts";
import { listMemberships } from "./list-memberships.ts";
import { newPersonSchema } from "./sign-up.ts";

/** What the browser carries to Xero and back, sealed by the app. */
export type XeroWalk = { state: string; codeVerifier: string };

/** Whom Xero says it is, before we know them: carried by the browser, sealed. */
export type XeroPerson = { xeroUserId: string; email: string; name: string | null };

export type XeroSignIn =
  | { outcome: "signed_in"; userId: string; tenantId: string; name: string; email: string }
  /** There is an account with this address, and whoever opened it never proved that it is theirs: the password first. */
  | { outcome: "password_first"; person: XeroPerson }
  | { outcome: "new"; person: XeroPerson }
  | { outcome: "no_seat" | "cancelled" | "refused" | "unavailable" };

/** Our live Xero app, else the sandbox's. Null where there is none: nobody signs in with Xero then. */
function identityOf(ctx: ServiceContext): LedgerIdentity | null {
  return ctx.identity.production ?? ctx.identity.sandbox;
}

/** Where the browser goes, and what it carries. Throws `unavailable` where no Xero app is set up. */
export function startXeroSignIn(ctx: ServiceContext): { url: string; walk: XeroWalk } {
  const identity = identityOf(ctx);
  if (!identity) throw new CounterfoilError("unavailable", "Signing in with Xero is not set up here.");
  const [state, codeVerifier] = [
    randomBytes(32).toString("base64url"),
    randomBytes(48).toString("base64url"),
  ];
  const codeChallenge = createHash("sha256").update(codeVerifier).digest("base64url");
  const url = identity.authorizationUrl({
    state,
    codeChallenge,
    redirectUri: signInRedirectUri(ctx),
    isSignIn: true,
  });
  return { url, walk: { state, codeVerifier } };
}

/** The way back. The tokens are dropped: they say who it is, and reach no organisation. */
export async function completeXeroSignIn(
  ctx: ServiceContext,
  input: { walk: XeroWalk | null; state: string | null; code: string | null; error: string | null },
): Promise<XeroSignIn> {
  const { walk, state, code, error } = input;
  if (walk === null || state !== walk.state) return { outcome: "refused" };
  if (error === "access_denied") return { outcome: "cancelled" };
  const identity = identityOf(ctx);
  if (!identity || code === null) return { outcome: "refused" };
  const tokens = await identity.exchangeCode({
    code,
    codeVerifier: walk.codeVerifier,
    redirectUri: signInRedirectUri(ctx),
  });
  if (!tokens.ok)
    return {
      outcome: tokens.problem === "unavailable" || tokens.problem === "no-answer" ? "unavailable" : "refused",
    };
  const { xeroUserId } = tokens;
  const known = await findXeroPerson(ctx.db.system, { xeroUserId });
  if (known) return enter(ctx, known);
  const email = emailSchema.safeParse(tokens.email);
  if (!email.success) return { outcome: "refused" };
  const person = { xeroUserId, email: email.data, name: tokens.name };
  const isKnown = (await findSignIn(ctx.db.system, { email: email.data })) !== null;
  return { outcome: isKnown ? "password_first" : "new", person };
}

/** After the password proved that the account is this person's. */
export async function linkXero(ctx: ServiceContext, person: XeroPerson): Promise<XeroSignIn> {
  const { email, xeroUserId } = person;
  const linked = await linkXeroPerson(ctx.db.system, { email, xeroUserId });
  return linked ? enter(ctx, linked) : { outcome: "refused" };
}

/** An account for somebody who is new, without a password: Xero is how they come in. */
export async function signUpWithXero(
  ctx: ServiceContext,
  person: XeroPerson,
  input: unknown,
): Promise<XeroSignIn> {
  const parsed = newPersonSchema.safeParse(input);
  if (!parsed.success) throw fieldProblems(parsed.error);
  const { name, company } = parsed.data;
  const { email, xeroUserId } = person;
  const made = await createAccount(ctx.db.system, {
    email,
    personName: name,
    passwordHash: null,
    xeroUserId,
    tenantName: company,
  });
  return made ? { outcome: "signed_in", ...made, name, email } : { outcome: "password_first", person };
}

async function enter(
  ctx: ServiceContext,
  person: { userId: string; name: string; email: string },
): Promise<XeroSignIn> {
  const [first] = await listMemberships(ctx, person);
  return first ? { outcome: "signed_in", ...person, tenantId: first.tenantId } : { outcome: "no_seat" };
}

function signInRedirectUri(ctx: ServiceContext): string {
  return `${ctx.publicUrl}/api/xero/signed-in`;
}

export const xeroPersonSchema = z.object({
  xeroUserId: z.string(),
  email: z.string(),
  name: z.string().nullable(),
});
