import type { Metadata } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { Logo } from "../../components/logo.tsx";
import { requireOperatorPage } from "../../session.ts";

export const metadata: Metadata = { title: { default: "Operators", template: "%s · Operators" } };

export default async function OperatorLayout({ children }: { children: ReactNode }) {
  const { person } = await requireOperatorPage();
  return (
    <div className="min-h-dvh">
      <header className="flex h-14 items-center justify-between gap-4 border-b bg-surface px-4 sm:px-8">
        <div className="flex items-center gap-4">
          <Link href="/operator" className="rounded-md">
            <Logo />
          </Link>
          <span className="rounded-md bg-brand-soft px-2 py-0.5 text-xs font-medium text-brand">
            Operators
          </span>
        </div>
        <p className="flex items-center gap-4 text-[13px] text-muted">
          <span className="hidden sm:inline">{person.email}</span>
          <Link href="/dashboard" className="text-brand underline-offset-4 hover:underline">
            Your own account
          </Link>
        </p>
      </header>
      <main className="mx-auto w-full max-w-6xl space-y-6 px-4 py-8 sm:px-8">{children}</main>
    </div>
  );
}
