import { completeXeroSignIn, type XeroSignIn } from "@counterfoil/services/member/xero-sign-in";
import { redirect } from "next/navigation";
import { z } from "zod";
import { safePath } from "../../../../actions/safe-path.ts";
import { context } from "../../../../context.ts";
import {
  dropSealedCookie,
  readSealedCookie,
  setSealedCookie,
  XERO_PERSON,
  XERO_WALK,
} from "../../../../sealed-cookie.ts";
import { openSession } from "../../../../session.ts";

const walkSchema = z.object({ state: z.string(), codeVerifier: z.string(), callbackUrl: z.string() });

/** Where Xero sends the browser back to after saying who it is. */
export async function GET(request: Request): Promise<Response> {
  const { searchParams } = new URL(request.url);
  const walk = await readSealedCookie(XERO_WALK, walkSchema);
  await dropSealedCookie(XERO_WALK);
  const outcome = await completeXeroSignIn(await context(), {
    walk,
    state: searchParams.get("state"),
    code: searchParams.get("code"),
    error: searchParams.get("error"),
  });
  redirect(await pageAfter(outcome, safePath(walk?.callbackUrl)));
}

async function pageAfter(result: XeroSignIn, callbackUrl: string): Promise<string> {
  switch (result.outcome) {
    case "signed_in":
      await openSession(result);
      return callbackUrl;
    case "new":
    case "password_first": {
      await setSealedCookie(XERO_PERSON, result.person);
      const query = new URLSearchParams({ with: "xero", callbackUrl });
      return `${result.outcome === "new" ? "/sign-up" : "/sign-in"}?${query}`;
    }
    case "no_seat":
      return "/sign-in?error=no_seat";
    default:
      return `/sign-in?${new URLSearchParams({ error: `xero_${result.outcome}`, callbackUrl })}`;
  }
}
