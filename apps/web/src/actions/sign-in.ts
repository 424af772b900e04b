"use server";

import { verifySignIn } from "@counterfoil/services/member/verify-sign-in";
import { linkXero, xeroPersonSchema } from "@counterfoil/services/member/xero-sign-in";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { context } from "../context.ts";
import { clientAddress } from "../http/client-address.ts";
import { dropSealedCookie, readSealedCookie, XERO_PERSON } from "../sealed-cookie.ts";
import { closeSession, openSession } from "../session.ts";
import { type FormState, typedIn } from "./form-state.ts";
import { safePath } from "./safe-path.ts";

export async function signIn(_before: FormState, form: FormData): Promise<FormState> {
  const outcome = await verifySignIn(await context(), Object.fromEntries(form), {
    address: clientAddress(await headers()),
  });
  if (!outcome.ok) return { message: outcome.sentence, fields: {}, values: typedIn(form) };
  await openSession(outcome);
  await linkNamedByXero(outcome.email);
  redirect(safePath(form.get("callbackUrl")));
}

export async function signOut(): Promise<void> {
  await closeSession();
  redirect("/sign-in");
}

/** Somebody who came from Xero and has just proved by password that the account is theirs comes in by Xero from now on. */
async function linkNamedByXero(email: string): Promise<void> {
  const named = await readSealedCookie(XERO_PERSON, xeroPersonSchema);
  if (!named) return;
  await dropSealedCookie(XERO_PERSON);
  if (named.email === email) await linkXero(await context(), named);
}
