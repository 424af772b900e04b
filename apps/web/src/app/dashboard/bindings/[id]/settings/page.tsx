import { getSettings } from "@counterfoil/services/policy/get-settings";
import type { Metadata } from "next";
import Link from "next/link";
import { buttonStyle } from "../../../../../components/button.tsx";
import { Moment } from "../../../../../components/moment.tsx";
import { PageHeader } from "../../../../../components/page-header.tsx";
import { ReferenceProgress } from "../../../../../components/reference-progress.tsx";
import { ReferenceFreshness } from "../../../../../components/settings/reference-freshness.tsx";
import { SettingsForm } from "../../../../../components/settings/settings-form.tsx";
import { SettingsIndex } from "../../../../../components/settings/settings-index.tsx";
import { context } from "../../../../../context.ts";
import { orNotFound } from "../../../../../or-not-found.ts";
import { requireActor } from "../../../../../session.ts";

export const metadata: Metadata = { title: "Settings" };

export default async function BindingSettingsPage({ params }: { params: Promise<{ id: string }> }) {
  const { actor } = await requireActor();
  const page = await orNotFound(getSettings(await context(), actor, { bindingId: (await params).id }));
  const { organisation, current } = page;
  const path = `/dashboard/bindings/${page.bindingId}`;
  return (
    <>
      <PageHeader
        title="Settings"
        description={
          <>
            <Link href={path} className="rounded-sm font-medium text-ink hover:underline">
              <span className="break-all">{page.host}</span> <span className="text-faint">↔</span>{" "}
              {organisation.name}
            </Link>
            . Version {current.version},{" "}
            {current.changedBy ? `saved by ${current.changedBy}` : "as we proposed it"},{" "}
            <Moment at={current.changedAt} />.
          </>
        }
        action={
          <>
            <Link href={`${path}/fetch`} className={buttonStyle({ look: "secondary" })}>
              Fetch a document
            </Link>
            <Link href={`${path}/settings/history`} className={buttonStyle({ look: "secondary" })}>
              Version history
            </Link>
            <Link
              href={`/dashboard/sync?bindingId=${page.bindingId}`}
              className={buttonStyle({ look: "secondary" })}
            >
              Sync history
            </Link>
          </>
        }
      />
      {page.choices ? (
        <>
          <ReferenceFreshness
            organisationId={organisation.id}
            name={organisation.name}
            readAt={organisation.readAt?.toISOString() ?? null}
            canRefresh={page.canChange && organisation.isConnected}
          />
          <div className="grid items-start gap-8 xl:grid-cols-[minmax(0,1fr)_12rem]">
            <SettingsForm page={page} />
            <SettingsIndex />
          </div>
        </>
      ) : (
        <ReferenceProgress
          name={organisation.name}
          reference={{
            kinds: page.reference,
            isComplete: false,
            problem: page.referenceProblem,
            refreshedAt: organisation.readAt,
          }}
        />
      )}
    </>
  );
}
