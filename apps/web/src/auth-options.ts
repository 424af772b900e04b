import { verifySignIn } from "@counterfoil/services/member/verify-sign-in";
import type { NextAuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { context } from "./context.ts";
import { env } from "./env.ts";
import { clientAddress } from "./http/client-address.ts";
import { isSecure, SESSION_SECONDS } from "./session.ts";

/** Built per request, because building the app must not need an environment. */
export function authOptions(): NextAuthOptions {
  return {
    secret: env().NEXTAUTH_SECRET,
    useSecureCookies: isSecure(),
    session: { strategy: "jwt", maxAge: SESSION_SECONDS },
    pages: { signIn: "/sign-in", error: "/sign-in", signOut: "/sign-in" },
    providers: [
      CredentialsProvider({
        name: "E-mail and password",
        credentials: { email: { type: "email" }, password: { type: "password" } },
        async authorize(credentials, request) {
          const address = clientAddress(new Headers(request.headers));
          const outcome = await verifySignIn(await context(), credentials, { address });
          if (!outcome.ok) throw new Error(outcome.problem);
          const { userId, tenantId, name, email } = outcome;
          return { id: userId, tenantId, name, email };
        },
      }),
    ],
    callbacks: {
      jwt({ token, user }) {
        if (user && "tenantId" in user) {
          token.tenantId = user.tenantId;
          token.startedAt = Date.now();
        }
        return token;
      },
      session({ session, token }) {
        return { ...session, userId: token.sub, tenantId: token.tenantId };
      },
    },
  };
}
