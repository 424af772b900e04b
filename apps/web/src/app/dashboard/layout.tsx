import { findPulse } from "@counterfoil/services/document/find-pulse";
import { listMemberships } from "@counterfoil/services/member/list-memberships";
import { FlaskConical } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { AccountMenu } from "../../components/account-menu.tsx";
import { LiveRefresh } from "../../components/live-refresh.tsx";
import { Logo } from "../../components/logo.tsx";
import { NavLinks } from "../../components/nav-links.tsx";
import { Notice } from "../../components/notice.tsx";
import { Toasts } from "../../components/toasts.tsx";
import { context } from "../../context.ts";
import { requireActor } from "../../session.ts";

export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const { actor, person, tenant } = await requireActor();
  const ctx = await context();
  const [pulse, seats] = await Promise.all([findPulse(ctx, actor), listMemberships(ctx, actor)]);
  const account = {
    person: person.name,
    email: person.email,
    isOperator: person.isOperator,
    tenant: tenant.name,
    tenantId: actor.tenantId,
    seats: seats.map(({ tenantId, tenantName }) => ({ tenantId, tenantName })),
  };
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[15rem_minmax(0,1fr)]">
      <LiveRefresh pulse={pulse} />
      <a
        href="#content"
        className="sr-only z-50 rounded-lg bg-brand px-4 py-2 text-brand-ink focus:not-sr-only focus:fixed focus:top-3 focus:left-3"
      >
        Skip to the content
      </a>
      <aside
        aria-label="Navigation"
        className="sticky top-0 hidden h-dvh flex-col border-r bg-surface px-3 py-5 lg:flex"
      >
        <Link href="/dashboard" className="mb-6 self-start rounded-md px-2.5">
          <Logo />
        </Link>
        <nav aria-label="Main" className="flex flex-1 flex-col gap-0.5">
          <NavLinks look="column" />
        </nav>
        <AccountMenu {...account} look="wide" />
      </aside>
      <div className="flex min-h-dvh min-w-0 flex-col">
        <header className="flex h-14 items-center justify-between border-b bg-surface px-4 lg:hidden">
          <Link href="/dashboard" className="rounded-md">
            <Logo />
          </Link>
          <AccountMenu {...account} look="round" />
        </header>
        {tenant.environment === "sandbox" && (
          <section
            aria-label="Sandbox"
            className="flex items-center justify-center gap-2 border-b border-amber/20 bg-amber-soft px-4 py-1.5 text-center text-[13px] font-medium text-amber"
          >
            <FlaskConical className="size-3.5 shrink-0" aria-hidden="true" />
            Sandbox: not your real books
          </section>
        )}
        <main
          id="content"
          className="mx-auto w-full max-w-6xl flex-1 space-y-6 px-4 pt-6 pb-28 sm:px-8 lg:pt-9 lg:pb-16"
        >
          {tenant.isPaused && (
            <Notice look="warning" title="Counterfoil has paused this account">
              Everything is received and kept, nothing is sent until it goes on. Write to us, and nothing has
              to be sent again by hand afterwards.
            </Notice>
          )}
          <Toasts>{children}</Toasts>
        </main>
      </div>
      <nav
        aria-label="Main, on a phone"
        className="fixed inset-x-0 bottom-0 z-40 flex border-t bg-surface px-2 pb-[env(safe-area-inset-bottom)] lg:hidden"
      >
        <NavLinks look="bar" />
      </nav>
    </div>
  );
}
