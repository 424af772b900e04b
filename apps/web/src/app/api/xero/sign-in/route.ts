import { isCounterfoilError } from "@counterfoil/core/errors";
import { startXeroSignIn } from "@counterfoil/services/member/xero-sign-in";
import { redirect } from "next/navigation";
import { safePath } from "../../../../actions/safe-path.ts";
import { context } from "../../../../context.ts";
import { setSealedCookie, XERO_WALK } from "../../../../sealed-cookie.ts";

/** A link, not a form: the browser is sent on to a host of Xero's that no form-action could list. */
export async function GET(request: Request): Promise<Response> {
  const callbackUrl = safePath(new URL(request.url).searchParams.get("callbackUrl"));
  const ctx = await context();
  let to: string;
  try {
    const { url, walk } = startXeroSignIn(ctx);
    await setSealedCookie(XERO_WALK, { ...walk, callbackUrl });
    to = url;
  } catch (error) {
    if (!isCounterfoilError(error)) throw error;
    to = "/sign-in?error=xero_unavailable";
  }
  redirect(to);
}
