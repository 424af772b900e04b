import { type NextRequest, NextResponse } from "next/server";
import { getToken } from "next-auth/jwt";
import { env } from "./env.ts";
import { findFrameOrigin } from "./http/find-frame-origin.ts";

/** What stores and Xero call goes on to the API process; pages get their headers; the dashboard asks who is there. */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const { pathname, search } = request.nextUrl;
  if (/^\/(webhooks|v1)\//.test(pathname))
    return NextResponse.rewrite(new URL(`${pathname}${search}`, env().API_ORIGIN));

  const isPrivate = /^\/(dashboard|d|operator)(\/|$)/.test(pathname);
  if (isPrivate && !(await hasSession(request))) {
    const to = new URLSearchParams({ callbackUrl: `${pathname}${search}` });
    return NextResponse.redirect(new URL(`/sign-in?${to}`, ownOrigin(request)));
  }

  const nonce = Buffer.from(crypto.randomUUID()).toString("base64");
  const framedBy = pathname.startsWith("/embed/") ? await findFrameOrigin(pathname) : null;
  const policy = contentSecurityPolicy(nonce, framedBy);
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  response.headers.set("referrer-policy", "strict-origin-when-cross-origin");
  response.headers.set("x-content-type-options", "nosniff");
  response.headers.set("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=()");
  response.headers.set("cross-origin-opener-policy", "same-origin");
  // It knows no origins, and browsers that know frame-ancestors pass it over.
  if (framedBy === null) response.headers.set("x-frame-options", "DENY");
  if (env().PUBLIC_URL.startsWith("https://"))
    response.headers.set("strict-transport-security", "max-age=31536000");
  return response;
}

export const config = { matcher: ["/((?!_next/static|_next/image|favicon.ico|icon.svg|healthz).*)"] };

/** Under whatever name the browser knows us by: a redirect to another name would lose its cookies. */
function ownOrigin(request: NextRequest): string {
  const { protocol, host } = new URL(env().PUBLIC_URL);
  return `${protocol}//${request.headers.get("host") ?? host}`;
}

/** A first look only: every page and route checks the seat itself. */
async function hasSession(request: NextRequest): Promise<boolean> {
  const { NEXTAUTH_SECRET, PUBLIC_URL } = env();
  const secureCookie = PUBLIC_URL.startsWith("https://");
  return (await getToken({ req: request, secret: NEXTAUTH_SECRET, secureCookie })) !== null;
}

function contentSecurityPolicy(nonce: string, framedBy: string | null): string {
  // React's development build evaluates code and writes style elements of its own.
  const isDevelopment = process.env.NODE_ENV === "development";
  const parts: Record<string, string> = {
    "default-src": "'self'",
    "script-src": `'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    "style-src": isDevelopment ? "'self' 'unsafe-inline'" : `'self' 'nonce-${nonce}'`,
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": isDevelopment ? "'self' ws:" : "'self'",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    // The status page stands in the admin of its own store, and nothing of ours anywhere else.
    "frame-ancestors": framedBy ?? "'none'",
  };
  return Object.entries(parts)
    .map(([name, value]) => `${name} ${value}`)
    .join("; ");
}
