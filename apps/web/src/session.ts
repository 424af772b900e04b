import { CounterfoilError } from "@counterfoil/core/errors";
import { findActor, type SignedIn } from "@counterfoil/services/member/find-actor";
import { cookies } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { decode, encode } from "next-auth/jwt";
import { cache } from "react";
import { z } from "zod";
import { context } from "./context.ts";
import { env } from "./env.ts";

export const SESSION_SECONDS = 14 * 24 * 60 * 60;

/** `startedAt`, in milliseconds, stays as it is when next-auth renews the token. */
const tokenSchema = z.object({ sub: z.string(), tenantId: z.string(), startedAt: z.number().default(0) });

/** next-auth's own cookie and token, so that its routes and ours open and read one and the same session. */
export async function openSession(person: {
  userId: string;
  tenantId: string;
  name: string;
  email: string;
}): Promise<void> {
  const { userId, tenantId, name, email } = person;
  const token = await encode({
    token: { sub: userId, tenantId, name, email, startedAt: Date.now() },
    secret: env().NEXTAUTH_SECRET,
    maxAge: SESSION_SECONDS,
  });
  (await cookies()).set(sessionCookieName(), token, {
    httpOnly: true,
    sameSite: "lax",
    secure: isSecure(),
    path: "/",
    maxAge: SESSION_SECONDS,
  });
}

export async function closeSession(): Promise<void> {
  (await cookies()).delete(sessionCookieName());
}

export function isSecure(): boolean {
  return env().PUBLIC_URL.startsWith("https://");
}

export function sessionCookieName(): string {
  return `${isSecure() ? "__Secure-" : ""}next-auth.session-token`;
}

/** Who asks, checked against the membership as it is now; once per request. Null when nobody is signed in. */
export const findSignedIn = cache(async (): Promise<SignedIn | null> => {
  const cookie = (await cookies()).get(sessionCookieName())?.value;
  const token = await decode({ token: cookie ?? "", secret: env().NEXTAUTH_SECRET }).catch(() => null);
  const claims = tokenSchema.safeParse(token);
  if (!claims.success) return null;
  const { sub, tenantId, startedAt } = claims.data;
  return findActor(await context(), { userId: sub, tenantId, startedAt: new Date(startedAt) });
});

/** For pages and their actions: sends whoever is not signed in to sign in. */
export async function requireActor(): Promise<SignedIn> {
  const signedIn = await findSignedIn();
  if (!signedIn) redirect("/sign-in");
  return signedIn;
}

/** For JSON routes: says so instead. */
export async function requireApiActor(): Promise<SignedIn> {
  const signedIn = await findSignedIn();
  if (!signedIn) throw new CounterfoilError("unauthenticated", "Sign in first.");
  return signedIn;
}

/** For the pages of our own staff: to everybody else there is no such page. */
export async function requireOperatorPage(): Promise<SignedIn> {
  const signedIn = await findSignedIn();
  if (!signedIn?.person.isOperator) notFound();
  return signedIn;
}
