import type { ConnectionRow } from "@counterfoil/services/connection/list-connections";
import Link from "next/link";
import type { ReactNode } from "react";
import { BudgetBar } from "./budget-bar.tsx";
import { Card } from "./card.tsx";
import { Clock } from "./clock.tsx";
import { Moment } from "./moment.tsx";
import { OrganisationActions } from "./organisation-actions.tsx";
import { scopeWords } from "./scope-words.ts";
import { StatusDot } from "./status-dot.tsx";

/** One organisation this tenant may use: who let us in, what for, how long, and who posts there. */
export function ConnectionCard({ row, mayConnect }: { row: ConnectionRow; mayConnect: boolean }) {
  const { organisation, status, consent, tokens, lists, stores, budget } = row;
  const place = [
    organisation.countryCode && countryName(organisation.countryCode),
    organisation.baseCurrency,
  ];
  const scopes = [...new Set(consent?.scopes ?? [])].map(scopeWords).filter((words) => words !== null);
  return (
    <Card id={`organisation-${organisation.id}`} aria-label={organisation.name}>
      <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 px-5 pt-5 sm:px-6">
        <div className="min-w-0 space-y-1">
          <h3 className="text-[15px] font-semibold tracking-tight">{organisation.name}</h3>
          <p className="flex flex-wrap items-center gap-x-3 text-sm text-muted">
            <StatusDot look={looks[status].look}>{looks[status].label}</StatusDot>
            <span>{place.filter(Boolean).join(" · ")}</span>
          </p>
        </div>
        <OrganisationActions
          organisationId={organisation.id}
          name={organisation.name}
          status={status}
          bindingId={stores[0]?.bindingId ?? null}
          stores={stores.map(({ host }) => host)}
          mayConnect={mayConnect}
        />
      </header>
      <dl className="mt-4 grid gap-x-8 gap-y-4 border-t px-5 py-5 text-sm sm:grid-cols-2 sm:px-6 lg:grid-cols-3">
        <Fact term="Stores that post there">
          {stores.length === 0 ? (
            <>
              None yet.{" "}
              {status === "active" && mayConnect && (
                <Link
                  href={`/dashboard/bindings/new?organisation=${organisation.id}`}
                  className="rounded-sm font-medium text-brand underline underline-offset-3"
                >
                  Use it for a store
                </Link>
              )}
            </>
          ) : (
            <ul>
              {stores.map(({ bindingId, host }) => (
                <li key={bindingId}>
                  <Link
                    href={`/dashboard/bindings/${bindingId}`}
                    className="rounded-sm break-all underline decoration-line-strong underline-offset-3 hover:decoration-ink"
                  >
                    {host}
                  </Link>
                </li>
              ))}
            </ul>
          )}
        </Fact>
        {consent && (
          <Fact term="Who let us in">
            {consent.by ?? consent.email ?? "A member who has left"}, <Moment at={consent.at} />
            {consent.by && consent.email && (
              <span className="block text-[13px] break-all text-muted">as {consent.email} in Xero</span>
            )}
          </Fact>
        )}
        <Fact term="How long">
          {tokens ? (
            <>
              {tokens.accessExpiresAt && (
                <>
                  The key in use ends at <Clock at={tokens.accessExpiresAt} /> and is renewed before.
                </>
              )}
              <span className="block text-[13px] text-muted">
                Renewed by itself; left alone, Xero would forget us on <Clock at={tokens.lapsesAt} />.
              </span>
            </>
          ) : (
            looks[status].sentence
          )}
        </Fact>
        <Fact term="Accounts, tax rates and other lists">
          {lists.readAt ? (
            <>
              read <Moment at={lists.readAt} />
            </>
          ) : status === "active" ? (
            "being read for the first time"
          ) : (
            "not read yet"
          )}
          {lists.problem && (
            <span className="block text-[13px] text-amber">
              The last try did not get through. We keep trying.
            </span>
          )}
        </Fact>
        <div className="space-y-1.5 sm:col-span-2">
          <dt className="text-[13px] text-muted">Xero's budget</dt>
          <dd>
            <BudgetBar name={organisation.name} budget={budget} />
          </dd>
        </div>
      </dl>
      {scopes.length > 0 && (
        <details className="border-t px-5 py-3.5 text-sm sm:px-6">
          <summary className="cursor-pointer rounded-sm text-[13px] font-medium text-muted hover:text-ink">
            What we may do there
          </summary>
          <ul className="mt-2 list-disc space-y-1 pl-5 text-[13px] text-muted">
            {scopes.map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
        </details>
      )}
    </Card>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="min-w-0 space-y-1">
      <dt className="text-[13px] text-muted">{term}</dt>
      <dd className="leading-relaxed text-pretty">{children}</dd>
    </div>
  );
}

const looks = {
  active: { look: "green", label: "Connected", sentence: "Being renewed." },
  reconnect_required: {
    look: "red",
    label: "Reconnect",
    sentence: "Xero no longer lets us in. Reconnect once, and everything that waits goes by itself.",
  },
  revoked: { look: "gray", label: "Disconnected", sentence: "You ended it. Reconnect whenever you like." },
  not_connected: { look: "gray", label: "Not connected", sentence: "Not connected." },
} as const;

function countryName(code: string): string {
  return new Intl.DisplayNames("en", { type: "region", fallback: "code" }).of(code) ?? code;
}
