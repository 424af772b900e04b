import { cookies } from "next/headers";
import { decode, encode } from "next-auth/jwt";
import type { z } from "zod";
import { env } from "./env.ts";
import { isSecure } from "./session.ts";

const LIFE_SECONDS = 15 * 60;

/** What a browser carries for a quarter of an hour and cannot read or make up. */
export async function setSealedCookie(name: string, value: Record<string, unknown>): Promise<void> {
  const sealed = await encode({
    token: value,
    secret: env().NEXTAUTH_SECRET,
    salt: name,
    maxAge: LIFE_SECONDS,
  });
  (await cookies()).set(name, sealed, {
    httpOnly: true,
    sameSite: "lax",
    secure: isSecure(),
    path: "/",
    maxAge: LIFE_SECONDS,
  });
}

export async function readSealedCookie<T>(name: string, schema: z.ZodType<T>): Promise<T | null> {
  const sealed = (await cookies()).get(name)?.value;
  if (!sealed) return null;
  const token = await decode({ token: sealed, secret: env().NEXTAUTH_SECRET, salt: name }).catch(() => null);
  const parsed = schema.safeParse(token);
  return parsed.success ? parsed.data : null;
}

export async function dropSealedCookie(name: string): Promise<void> {
  (await cookies()).delete(name);
}

/** Whom Xero named, until it is known which account that is. */
export const XERO_PERSON = "counterfoil.xero-person";
export const XERO_WALK = "counterfoil.xero-walk";
