import { listBindings } from "@counterfoil/services/binding/list-bindings";
import { listStores } from "@counterfoil/services/binding/list-stores";
import { type ConsentFailure, consentFailures } from "@counterfoil/services/connection/consent-outcome";
import { findAbandonedConsent } from "@counterfoil/services/connection/find-abandoned-consent";
import { listOrganisations, type OrganisationRow } from "@counterfoil/services/connection/list-organisations";
import { listStepLinks } from "@counterfoil/services/step-link/list-step-links";
import type { Metadata } from "next";
import Link from "next/link";
import { BindForm } from "../../../components/bind-form.tsx";
import { buttonStyle } from "../../../components/button.tsx";
import { Card, CardHeader } from "../../../components/card.tsx";
import { ConsentNotice, RefusalsAtXero } from "../../../components/consent-notice.tsx";
import { HelpLink } from "../../../components/help-link.tsx";
import { Moment } from "../../../components/moment.tsx";
import { Notice } from "../../../components/notice.tsx";
import { PageHeader } from "../../../components/page-header.tsx";
import { SomebodyElse } from "../../../components/somebody-else.tsx";
import { XeroFacts } from "../../../components/xero-facts.tsx";
import { context } from "../../../context.ts";
import { requireActor } from "../../../session.ts";

export const metadata: Metadata = { title: "Connect your Xero account" };

/** `provider` is what other products' links name; there is one, so it decides nothing. */
type Props = {
  searchParams: Promise<{
    provider?: string;
    result?: string;
    missing?: string;
    problem?: string;
    bindingId?: string;
  }>;
};

export default async function ConnectXeroPage({ searchParams }: Props) {
  const { result, missing, problem, bindingId } = await searchParams;
  const { actor } = await requireActor();
  const ctx = await context();
  const [organisations, stores, abandoned, bindings, links] = await Promise.all([
    listOrganisations(ctx, actor),
    listStores(ctx, actor),
    findAbandonedConsent(ctx, actor),
    listBindings(ctx, actor),
    listStepLinks(ctx, actor, { step: "xero" }),
  ]);
  const usable = organisations.filter((organisation) => organisation.status === "active");
  const paired = stores.filter((store) => store.pairedAt !== null && store.status !== "disconnected");
  const unbound = paired.filter((store) => store.openBindings === 0);
  const locked = bindings.find((binding) => binding.id === bindingId) ?? null;
  const start = locked ? `/api/xero/start?bindingId=${locked.id}` : "/api/xero/start";
  const asksWhich = usable.length > 0 && unbound.length > 0;
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
        <ConsentNotice
          result={result}
          missing={missing?.split(" ") ?? []}
          expected={locked?.organisation.name ?? null}
          action={
            <a href={start} className={buttonStyle({ size: "small" })}>
              Connect Xero again
            </a>
          }
        />
      )}
      {!result && abandoned && (
        <Notice
          look={abandoned.isLate ? "warning" : "info"}
          title="You have not come back from Xero"
          action={
            <a href={start} className={buttonStyle({ size: "small", look: "secondary" })}>
              Connect Xero again
            </a>
          }
        >
          You set out <Moment at={abandoned.startedAt} />. {consentFailures.did_not_come_back}
          <RefusalsAtXero />
        </Notice>
      )}
      {!result && !abandoned && usable.length === 0 && (
        <Notice look="info" title="Xero not connected yet">
          {paired.length > 0
            ? `What ${paired[0]?.host} raises is kept until it is. Nothing is lost.`
            : "You can connect it before or after your store; the order does not matter."}
        </Notice>
      )}
      {asksWhich && (
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
            organisations={usable.map((organisation) => ({
              id: organisation.id,
              label: organisation.name,
              isTaken: organisation.openBindings > 0,
              about: aboutOrganisation(organisation),
            }))}
          />
        </Card>
      )}
      {usable.length > 0 && paired.length === 0 && (
        <Notice
          look="success"
          title={usable.length > 1 ? `${usable.length} organisations are connected` : "Xero is connected"}
          action={
            <Link href="/dashboard/connect-magento" className={buttonStyle({ size: "small" })}>
              Next: connect Magento
            </Link>
          }
        >
          {usable.length > 1
            ? "Once your store is paired, we ask which of them it uses. The others stay ready for other stores."
            : "We are reading its accounts and tax rates meanwhile."}
        </Notice>
      )}
      <Card className="overflow-hidden">
        <div className="p-5 sm:p-6">
          <XeroFacts />
        </div>
        <div className="flex flex-wrap items-center justify-between gap-3 border-t bg-raised px-5 py-4 sm:px-6">
          <p className="text-sm text-muted">
            {usable.length > 0
              ? "Another organisation can be added the same way."
              : "It takes about a minute."}{" "}
            <HelpLink to="consentFails">When connecting does not work</HelpLink>
          </p>
          {/* Not a Link: this leaves the app, and must not be fetched ahead. */}
          <a href={start} className={buttonStyle({ look: usable.length > 0 ? "secondary" : "primary" })}>
            Connect Xero
          </a>
        </div>
      </Card>
      <SomebodyElse step="xero" links={links} />
      {organisations.length > 0 && <Organisations organisations={organisations} />}
    </>
  );
}

function Organisations({ organisations }: { organisations: OrganisationRow[] }) {
  return (
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
            <span className="text-muted">{aboutOrganisation(organisation)}</span>
            <span className="ml-auto text-muted">
              {organisation.status !== "active" && "not connected any more; "}
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
  );
}

function aboutOrganisation({ countryCode, baseCurrency, openBindings }: OrganisationRow): string {
  const use =
    openBindings === 0
      ? "not used yet"
      : openBindings === 1
        ? "used by one store"
        : `used by ${openBindings} stores`;
  return [countryCode, baseCurrency, use].filter(Boolean).join(" · ");
}

function isFailure(result: string): result is ConsentFailure {
  return Object.hasOwn(consentFailures, result);
}
