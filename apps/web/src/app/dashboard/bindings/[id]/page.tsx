import { isCounterfoilError } from "@counterfoil/core/errors";
import { reasonSentence } from "@counterfoil/core/reasons";
import { type BindingPage, getBinding } from "@counterfoil/services/binding/get-binding";
import type { Actor } from "@counterfoil/services/context";
import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { buttonStyle } from "../../../../components/button.tsx";
import { Card, CardHeader } from "../../../../components/card.tsx";
import { CheckCard } from "../../../../components/check-card.tsx";
import { ConnectionActions } from "../../../../components/connection-actions.tsx";
import { Moment } from "../../../../components/moment.tsx";
import { Notice } from "../../../../components/notice.tsx";
import { noticeKey, noticeWords } from "../../../../components/notice-words.ts";
import { PageHeader } from "../../../../components/page-header.tsx";
import { ReferenceProgress } from "../../../../components/reference-progress.tsx";
import { RevenueAccountForm } from "../../../../components/revenue-account-form.tsx";
import { SettingsList } from "../../../../components/settings-list.tsx";
import { StartForm } from "../../../../components/start-form.tsx";
import { context } from "../../../../context.ts";
import { requireActor } from "../../../../session.ts";

export const metadata: Metadata = { title: "Check and start" };

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ started?: string; reconnected?: string; saved?: string }>;
};

export default async function BindingDetailPage({ params, searchParams }: Props) {
  const { actor } = await requireActor();
  const page = await find(actor, (await params).id);
  const { started, reconnected, saved } = await searchParams;
  const isStarted = page.startedAt !== null;
  return (
    <>
      <PageHeader
        title={
          <>
            <span className="break-all">{page.store.host}</span>{" "}
            <span className="font-normal text-faint">↔</span> {page.organisation.name}
          </>
        }
        description={
          page.startedAt ? (
            <>
              Syncing since <Moment at={page.startedAt} />. {page.counts["In Xero"]} documents are in Xero.
            </>
          ) : (
            "Check what we found, then start. Nothing is sent to Xero before you do."
          )
        }
        action={
          <Link href={`/dashboard/sync?bindingId=${page.id}`} className={buttonStyle({ look: "secondary" })}>
            Sync history
          </Link>
        }
      />
      {started && isStarted && (
        <Notice look="success" title="Syncing has started">
          What is prepared goes to Xero now, and every new document by itself. You can watch it in Sync
          history.
        </Notice>
      )}
      {reconnected && (
        <Notice look="success" title={`${page.organisation.name} is connected again`}>
          Everything that waited for it goes by itself.
        </Notice>
      )}
      {saved && <Notice look="success">Saved. Documents are prepared anew with it.</Notice>}
      {page.trouble && page.trouble.reason !== "not_started" && (
        <Notice
          look="warning"
          action={
            ["reconnect_required", "xero_not_connected"].includes(page.trouble.reason) && (
              <a href={`/api/xero/start?bindingId=${page.id}`} className={buttonStyle({ size: "small" })}>
                Reconnect Xero
              </a>
            )
          }
        >
          {reasonSentence(page.trouble.reason, page.trouble.params)}
        </Notice>
      )}
      {page.notices.map((notice) => (
        <Notice key={noticeKey(notice)} look="warning">
          {noticeWords(notice)}
        </Notice>
      ))}
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="space-y-6">
          {page.reference.isComplete && page.unfilled.includes("revenueAccountCode") && (
            <Card className="border-amber/40 p-5 sm:p-6">
              <RevenueAccountForm
                bindingId={page.id}
                baseVersion={page.settings.version}
                accounts={page.revenueAccounts}
              />
            </Card>
          )}
          {page.reference.isComplete ? (
            <Card>
              <CardHeader
                title={isStarted ? "Settings" : "Settings we propose"}
                description={
                  isStarted
                    ? undefined
                    : "Each with where it comes from. Most merchants keep them as they are."
                }
                action={
                  <span className="tabular text-[13px] text-muted">Version {page.settings.version}</span>
                }
              />
              <div className="mt-3">
                <SettingsList page={page} />
              </div>
            </Card>
          ) : (
            <ReferenceProgress name={page.organisation.name} reference={page.reference} />
          )}
        </div>
        <div className="space-y-6 lg:sticky lg:top-6">
          {!isStarted && <CheckCard page={page} />}
          {!isStarted && (
            <Card className="p-5 sm:p-6">
              <StartForm
                bindingId={page.id}
                choices={page.startChoices}
                canStart={page.canStart}
                why={whyNot(page)}
              />
            </Card>
          )}
          {page.reference.isComplete && <OrganisationCard page={page} />}
        </div>
      </div>
    </>
  );
}

async function find(actor: Actor, bindingId: string): Promise<BindingPage> {
  try {
    return await getBinding(await context(), actor, { bindingId });
  } catch (error) {
    if (isCounterfoilError(error) && error.code === "not_found") notFound();
    throw error;
  }
}

function whyNot(page: BindingPage): string | null {
  if (page.canStart) return null;
  if (!page.reference.isComplete) return "As soon as the organisation is read.";
  return page.unfilled.length > 0 ? "Choose the sales account first." : null;
}

/** A short check of the organisation itself. */
function OrganisationCard({ page }: { page: BindingPage }) {
  const { organisation, reference } = page;
  const facts: [string, string][] = [
    ["Country", organisation.countryCode ? countryName(organisation.countryCode) : "–"],
    ["Base currency", organisation.baseCurrency ?? "–"],
    ["Currencies", organisation.currencies.join(", ") || "–"],
    ["Locked up to", organisation.lockDate ?? "Nothing is locked"],
    ["Kind", organisation.isDemoCompany ? "Demo Company" : "Live organisation"],
  ];
  return (
    <Card className="p-5">
      <h2 className="text-[15px] font-semibold tracking-tight">{organisation.name}</h2>
      <dl className="mt-4 space-y-3 text-sm">
        {facts.map(([term, value]) => (
          <div key={term} className="flex justify-between gap-4">
            <dt className="shrink-0 text-muted">{term}</dt>
            <dd className="text-right">{value}</dd>
          </div>
        ))}
      </dl>
      {reference.refreshedAt && (
        <p className="mt-4 border-t pt-3 text-[13px] text-muted">
          Read from Xero <Moment at={reference.refreshedAt} />
        </p>
      )}
      {["active", "reconnect_required"].includes(organisation.connectionStatus) && (
        <ConnectionActions bindingId={page.id} organisationId={organisation.id} name={organisation.name} />
      )}
    </Card>
  );
}

function countryName(code: string): string {
  return new Intl.DisplayNames("en", { type: "region", fallback: "code" }).of(code) ?? code;
}
