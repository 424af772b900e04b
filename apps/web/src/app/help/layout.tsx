import Link from "next/link";
import type { ReactNode } from "react";
import { buttonStyle } from "../../components/button.tsx";
import { Logo } from "../../components/logo.tsx";
import { findSignedIn } from "../../session.ts";

/** Anybody may read it: who pairs a store for somebody else has no account here. */
export default async function HelpLayout({ children }: { children: ReactNode }) {
  const isSignedIn = (await findSignedIn()) !== null;
  return (
    <div className="min-h-dvh">
      <a
        href="#content"
        className="sr-only z-50 rounded-lg bg-brand px-4 py-2 text-brand-ink focus:not-sr-only focus:fixed focus:top-3 focus:left-3"
      >
        Skip to the content
      </a>
      <header className="border-b bg-surface print:hidden">
        <div className="mx-auto flex h-14 max-w-5xl items-center justify-between px-5 sm:px-8">
          <div className="flex items-center gap-3">
            <Link href="/" className="inline-flex rounded-md" aria-label="Counterfoil">
              <Logo />
            </Link>
            <span className="text-line-strong" aria-hidden="true">
              /
            </span>
            <Link href="/help" className="rounded-md text-sm font-medium text-muted hover:text-ink">
              Help
            </Link>
          </div>
          <Link
            href={isSignedIn ? "/dashboard" : "/sign-in"}
            className={buttonStyle({ look: "secondary", size: "small" })}
          >
            {isSignedIn ? "Open the dashboard" : "Sign in"}
          </Link>
        </div>
      </header>
      <main id="content" className="mx-auto max-w-5xl px-5 py-8 sm:px-8 sm:py-11 print:max-w-none print:p-0">
        {children}
      </main>
    </div>
  );
}
