import type { cookies } from "next/headers";
import { isSecure } from "./session.ts";

type Cookies = Awaited<ReturnType<typeof cookies>>;

const NAME = "counterfoil.step-link";
/** Only the way to Xero and back sees it. */
const PATH = "/api/xero";
const SECONDS = 20 * 60;

/** Ties a walk to Xero to the browser that holds the link: there is no session to tie it to. */
export function keepLink(jar: Cookies, token: string): void {
  jar.set(NAME, token, {
    httpOnly: true,
    sameSite: "lax",
    secure: isSecure(),
    path: PATH,
    maxAge: SECONDS,
  });
}

export function keptLink(jar: Cookies): string | null {
  // One that was dropped may come back empty.
  return jar.get(NAME)?.value || null;
}

export function dropLink(jar: Cookies): void {
  jar.delete({ name: NAME, path: PATH });
}
