import { reasonSentence } from "@counterfoil/core/reasons";
import { type BindingPage, getBinding } from "@counterfoil/services/binding/get-binding";
import type { Actor } from "@counterfoil/services/context";
import type { Metadata } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { buttonStyle } from "../../../../components/button.tsx";
import { Card, CardHeader } from "../../../../components/card.tsx";
import { CheckCard } from "../../../../components/check-card.tsx";
import { ConnectionLine } from "../../../../components/connection-line.tsx";
import { Moment } from "../../../../components/moment.tsx";
import { Notice } from "../../../../components/notice.tsx";
import { noticeKey, noticeWords } from "../../../../components/notice-words.ts";
import { OrganisationCard } from "../../../../components/organisation-card.tsx";
import { PageHeader } from "../../../../components/page-header.tsx";
import { ReferenceProgress } from "../../../../components/reference-progress.tsx";
import { RevenueAccountForm } from "../../../../components/revenue-account-form.tsx";
import { SettingsList } from "../../../../components/settings-list.tsx";
import { StartForm } from "../../../../components/start-form.tsx";
import { WordCounts } from "../../../../components/word-counts.tsx";
import { context } from "../../../../context.ts";
import { orNotFound } from "../../../../or-not-found.ts";
import { requireActor } from "../../../../session.ts";

export const metadata: Metadata = { title: "Store and organisation" };

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ provider?: string; started?: string; reconnected?: string; saved?: string }>;
};

export default async function BindingDetailPage({ params, searchParams }: Props) {
  const { actor } = await requireActor();
  const page = await orNotFound(getBinding(await context(), actor, { bindingId: (await params).id }));
  const { started, reconnected, saved } = await searchParams;
  const notices = (
    <>
      {started && page.startedAt && (
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
    </>
  );
  return page.startedAt ? (
    <Started page={page} startedAt={page.startedAt} notices={notices} role={actor.role} />
  ) : (
    <BeforeStart page={page} notices={notices} />
  );
}

type Shown = { page: BindingPage; notices: ReactNode };

/** *Check what we found and start*. */
function BeforeStart({ page, notices }: Shown) {
  return (
    <>
      <PageHeader
        title={<Pair page={page} />}
        description="Check what we found, then start. Nothing is sent to Xero before you do."
        action={<Ways page={page} />}
      />
      {notices}
      <Trouble page={page} />
      {page.notices.map((notice) => (
        <Notice key={noticeKey(notice)} look="warning">
          {noticeWords(notice)}
        </Notice>
      ))}
      {/* On a phone one column: the documents, the start, the organisation, and the settings last. */}
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 lg:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="contents min-w-0 lg:block lg:space-y-6">
          {page.reference.isComplete && page.unfilled.includes("revenueAccountCode") && (
            <Card className="border-amber/40 p-5 sm:p-6">
              <RevenueAccountForm
                bindingId={page.id}
                baseVersion={page.settings.version}
                accounts={page.revenueAccounts}
              />
            </Card>
          )}
          {!page.reference.isComplete && (
            <ReferenceProgress name={page.organisation.name} reference={page.reference} />
          )}
          <CheckCard page={page} />
          {page.reference.isComplete && (
            <div className="max-lg:order-1">
              <Settings
                page={page}
                title="Settings we propose"
                description="Each with where it comes from. Most merchants keep them as they are."
              />
            </div>
          )}
        </div>
        <div className="space-y-6 lg:sticky lg:top-6">
          <Card className="p-5 sm:p-6">
            <StartForm
              bindingId={page.id}
              choices={page.startChoices}
              canStart={page.canStart}
              why={whyNot(page)}
            />
          </Card>
          {page.reference.isComplete && <OrganisationCard page={page} />}
        </div>
      </div>
    </>
  );
}

/** From Start on: how the two are doing. */
function Started({ page, startedAt, notices, role }: Shown & { startedAt: Date; role: Actor["role"] }) {
  return (
    <>
      <PageHeader
        title={<Pair page={page} />}
        description={
          <>
            Syncing since <Moment at={startedAt} />.
          </>
        }
      />
      {notices}
      <Card>
        <ul>
          <ConnectionLine
            binding={page}
            mayPause={role !== "viewer"}
            mayEnd={role === "owner" || role === "admin"}
          />
        </ul>
      </Card>
      <WordCounts counts={page.counts} bindingId={page.id} />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_24rem]">
        {page.reference.isComplete ? (
          <Settings
            page={page}
            title="Settings"
            description="What most people look for. All of them are one step away."
          />
        ) : (
          <ReferenceProgress name={page.organisation.name} reference={page.reference} />
        )}
        {page.reference.isComplete && <OrganisationCard page={page} />}
      </div>
    </>
  );
}

function Pair({ page }: { page: BindingPage }) {
  return (
    <>
      <span className="break-all">{page.store.host}</span> <span className="font-normal text-faint">↔</span>{" "}
      {page.organisation.name}
    </>
  );
}

function Ways({ page }: { page: BindingPage }) {
  return (
    <>
      <Link href={`/dashboard/bindings/${page.id}/settings`} className={buttonStyle({ look: "secondary" })}>
        Settings
      </Link>
      <Link href={`/dashboard/sync?bindingId=${page.id}`} className={buttonStyle({ look: "secondary" })}>
        Sync history
      </Link>
    </>
  );
}

/** What stands in the way of starting, where it is not the start itself. */
function Trouble({ page }: { page: BindingPage }) {
  if (!page.trouble || page.trouble.reason === "not_started") return null;
  const { reason, params } = page.trouble;
  return (
    <Notice
      look="warning"
      action={
        ["reconnect_required", "xero_not_connected"].includes(reason) && (
          <a href={`/api/xero/start?bindingId=${page.id}`} className={buttonStyle({ size: "small" })}>
            Reconnect Xero
          </a>
        )
      }
    >
      {reasonSentence(reason, params)}
    </Notice>
  );
}

function Settings({ page, title, description }: { page: BindingPage; title: string; description: string }) {
  return (
    <Card>
      <CardHeader
        title={title}
        description={description}
        action={
          <Link
            href={`/dashboard/bindings/${page.id}/settings`}
            className={buttonStyle({ look: "secondary", size: "small" })}
          >
            All settings
          </Link>
        }
      />
      <div className="mt-3">
        <SettingsList page={page} />
      </div>
    </Card>
  );
}

function whyNot(page: BindingPage): string | null {
  if (page.canStart) return null;
  if (!page.reference.isComplete) return "As soon as the organisation is read.";
  return page.unfilled.length > 0 ? "Choose the sales account first." : null;
}
