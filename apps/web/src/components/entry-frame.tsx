import Link from "next/link";
import type { ReactNode } from "react";
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
        <CounterfoilPicture />
      </aside>
    </div>
  );
}

/** One document, twice: as Magento has it, and as Xero has it. */
function CounterfoilPicture() {
  return (
    <div className="w-full max-w-md space-y-6 px-8">
      <div className="rounded-2xl border bg-surface shadow-card">
        <Half name="Magento" number="000001042" />
        <div className="relative border-t border-dashed border-line-strong">
          <span className="absolute -top-2 -left-2 size-4 rounded-full border bg-raised" />
          <span className="absolute -top-2 -right-2 size-4 rounded-full border bg-raised" />
        </div>
        <Half name="Xero" number="INV 000001042" />
        <div className="flex items-center justify-between rounded-b-2xl border-t bg-brand-soft px-6 py-3.5 text-sm">
          <span className="font-medium text-brand">The same, to the cent</span>
          <span className="tabular font-medium text-brand">£0.00</span>
        </div>
      </div>
      <p className="px-1 text-center text-sm leading-relaxed text-balance text-muted">
        Every invoice, payment and credit memo exactly once, with a reason on screen for everything that is
        not there.
      </p>
    </div>
  );
}

function Half({ name, number }: { name: string; number: string }) {
  return (
    <div className="flex items-center justify-between px-6 py-5">
      <div className="space-y-0.5">
        <p className="text-xs text-muted">{name}</p>
        <p className="font-mono text-sm">{number}</p>
      </div>
      <p className="tabular text-lg font-semibold tracking-tight">£1,249.60</p>
    </div>
  );
}
