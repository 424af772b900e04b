import Link from "next/link";
import type { ReactNode } from "react";
import { CounterfoilPicture } from "./counterfoil-picture.tsx";
import { Logo } from "./logo.tsx";

/** The page around signing in and signing up: the form, and beside it what it is for. */
export function EntryFrame({
  title,
  description,
  children,
  below,
}: {
  title: string;
  description: string;
  children: ReactNode;
  below: ReactNode;
}) {
  return (
    <div className="grid min-h-dvh lg:grid-cols-[minmax(0,1fr)_minmax(0,1.05fr)]">
      <main className="flex flex-col px-6 py-8 sm:px-10">
        <Link href="/" className="self-start rounded-md">
          <Logo />
        </Link>
        <div className="mx-auto flex w-full max-w-sm flex-1 flex-col justify-center gap-7 py-12">
          <div className="space-y-1.5">
            <h1 className="text-2xl font-semibold tracking-tight">{title}</h1>
            <p className="text-sm text-muted">{description}</p>
          </div>
          {children}
          <p className="text-sm text-muted">{below}</p>
        </div>
        <p className="text-xs text-faint">Independent of Xero, Adobe and Byte8.</p>
      </main>
      <aside
        className="relative hidden overflow-hidden border-l bg-raised lg:flex lg:items-center lg:justify-center"
        aria-hidden="true"
      >
        <div className="w-full max-w-md space-y-6 px-8">
          <CounterfoilPicture />
          <p className="px-1 text-center text-sm leading-relaxed text-balance text-muted">
            Every invoice, payment and credit memo exactly once, with a reason on screen for everything that
            is not there.
          </p>
        </div>
      </aside>
    </div>
  );
}
