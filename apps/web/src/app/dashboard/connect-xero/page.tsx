import { listStores } from "@counterfoil/services/binding/list-stores";
import { type ConsentFailure, consentFailures } from "@counterfoil/services/connection/consent-outcome";
import { findAbandonedConsent } from "@counterfoil/services/connection/find-abandoned-consent";
import { listOrganisations } from "@counterfoil/services/connection/list-organisations";
import { Eye, KeyRound, Undo2 } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { BindForm } from "../../../components/bind-form.tsx";
import { buttonStyle } from "../../../components/button.tsx";
import { Card, CardHeader } from "../../../components/card.tsx";
import { Moment } from "../../../components/moment.tsx";
import { Notice } from "../../../components/notice.tsx";
import { PageHeader } from "../../../components/page-header.tsx";
import { context } from "../../../context.ts";
import { requireActor } from "../../../session.ts";

export const metadata: Metadata = { title: "Connect your Xero account" };

type Props = { searchParams: Promise<{ result?: string; problem?: string; bindingId?: string }> };

export default async function ConnectXeroPage({ searchParams }: Props) {
  const { result, problem, bindingId } = await searchParams;
  const { actor } = await requireActor();
  const ctx = await context();
  const [organisations, stores, abandoned] = await Promise.all([
    listOrganisations(ctx, actor),
    listStores(ctx, actor),
    findAbandonedConsent(ctx, actor),
  ]);
  const usable = organisations.filter((organisation) => organisation.status === "active");
  const paired = stores.filter((store) => store.pairedAt !== null && store.status !== "disconnected");
  const unbound = paired.filter((store) => store.openBindings === 0);
  const start = bindingId ? `/api/xero/start?bindingId=${encodeURIComponent(bindingId)}` : "/api/xero/start";
  return (
    <>
      <PageHeader
        title="Connect your Xero account"
        description="You sign in at Xero, choose the organisation there, and come back here."
      />
      {problem && (
        <Notice look="error" title="Xero is not connected">
          {problem === "forbidden"
            ? "It takes an owner or an admin of this account to connect Xero. Ask one of them."
            : "Connecting Xero is not possible just now. Nothing was changed; try again in a moment."}
        </Notice>
      )}
      {result && isFailure(result) && (
        <Notice look={result === "access_denied" ? "warning" : "error"} title="Xero is not connected">
          {consentFailures[result]}
        </Notice>
      )}
      {!result && abandoned && (
        <Notice look="warning" title="You did not come back from Xero">
          You set out <Moment at={abandoned.startedAt} />. {consentFailures.did_not_come_back}
        </Notice>
      )}
      {usable.length > 0 && unbound.length > 0 && (
        <Card className="p-5 sm:p-6">
          <div className="mb-5 space-y-1">
            <h2 className="text-[15px] font-semibold tracking-tight">
              {usable.length > 1 ? "Which organisation does this store use?" : "Connect the two"}
            </h2>
            <p className="text-sm text-muted">
              The store's documents go there and nowhere else. Nothing is sent before you press Start syncing.
            </p>
          </div>
          <BindForm
            stores={unbound.map(({ id, host, suggestedPrefix }) => ({ id, label: host, suggestedPrefix }))}
            organisations={usable.map(({ id, name, openBindings }) => ({
              id,
              label: name,
              isTaken: openBindings > 0,
            }))}
          />
        </Card>
      )}
      <Card className="overflow-hidden">
        <div className="space-y-5 p-5 sm:p-6">
          <ul className="grid gap-5 sm:grid-cols-3">
            {facts.map(({ icon: Icon, title, text }) => (
              <li key={title} className="space-y-1.5">
                <Icon className="size-4.5 text-brand" strokeWidth={1.9} aria-hidden="true" />
                <p className="text-sm font-medium">{title}</p>
                <p className="text-[13px] leading-relaxed text-pretty text-muted">{text}</p>
              </li>
            ))}
          </ul>
        </div>
        <div className="flex flex-wrap items-center justify-between gap-3 border-t bg-raised px-5 py-4 sm:px-6">
          <p className="text-sm text-muted">
            {usable.length > 0
              ? "Another organisation can be added the same way."
              : "It takes about a minute."}
          </p>
          {/* Not a Link: this leaves the app, and must not be fetched ahead. */}
          <a href={start} className={buttonStyle({ look: usable.length > 0 ? "secondary" : "primary" })}>
            Connect Xero
          </a>
        </div>
      </Card>
      {organisations.length > 0 && (
        <Card>
          <CardHeader title="Your organisations" />
          <ul className="mt-2 divide-y">
            {organisations.map((organisation) => (
              <li
                key={organisation.id}
                className="flex flex-wrap items-center gap-x-4 gap-y-1 px-5 py-4 text-sm sm:px-6"
              >
                <span
                  className={`size-2 rounded-full ${organisation.status === "active" ? "bg-dot-green" : "bg-dot-red"}`}
                  aria-hidden="true"
                />
                <span className="font-medium">{organisation.name}</span>
                <span className="text-muted">
                  {[organisation.countryCode, organisation.baseCurrency].filter(Boolean).join(" · ")}
                </span>
                <span className="ml-auto text-muted">
                  {organisation.consentedAt && (
                    <>
                      connected by {organisation.consentedEmail ?? "a member"},{" "}
                      <Moment at={organisation.consentedAt} />
                    </>
                  )}
                </span>
              </li>
            ))}
          </ul>
        </Card>
      )}
      {usable.length > 0 && paired.length === 0 && (
        <Notice
          look="success"
          title="Xero is connected"
          action={
            <Link href="/dashboard/connect-magento" className={buttonStyle({ size: "small" })}>
              Next: connect Magento
            </Link>
          }
        >
          We are reading its accounts and tax rates meanwhile.
        </Notice>
      )}
    </>
  );
}

const facts = [
  {
    icon: Eye,
    title: "What we read and write",
    text: "We read accounts, tax rates, contacts and settings. We write contacts, invoices, credit notes and their payments, and nothing else.",
  },
  {
    icon: KeyRound,
    title: "Never your password",
    text: "You sign in at Xero, on Xero's own page. We never ask for a Xero password and never see one.",
  },
  {
    icon: Undo2,
    title: "Yours to take back",
    text: "You can end our access in Xero under Connected apps at any time. What is in your books stays there.",
  },
];

function isFailure(result: string): result is ConsentFailure {
  return Object.hasOwn(consentFailures, result);
}
