import { listVersions, type VersionRow, type VersionsPage } from "@counterfoil/services/policy/list-versions";
import type { Metadata } from "next";
import Link from "next/link";
import { buttonStyle } from "../../../../../../components/button.tsx";
import { Card } from "../../../../../../components/card.tsx";
import { Moment } from "../../../../../../components/moment.tsx";
import { Notice } from "../../../../../../components/notice.tsx";
import { PageHeader } from "../../../../../../components/page-header.tsx";
import { ChangeList } from "../../../../../../components/settings/change-list.tsx";
import { RestoreForm } from "../../../../../../components/settings/restore-form.tsx";
import { context } from "../../../../../../context.ts";
import { orNotFound } from "../../../../../../or-not-found.ts";
import { requireActor } from "../../../../../../session.ts";

export const metadata: Metadata = { title: "Version history" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<{ restored?: string }> };

export default async function SettingsHistoryPage({ params, searchParams }: Props) {
  const { actor } = await requireActor();
  const page = await orNotFound(listVersions(await context(), actor, { bindingId: (await params).id }));
  const { restored } = await searchParams;
  const documents = Number(restored);
  return (
    <>
      <PageHeader
        title="Version history"
        description={
          <>
            <span className="break-all">{page.host}</span> <span className="text-faint">↔</span>{" "}
            {page.organisation}. Every saving makes a version; a document keeps the one it was prepared with.
          </>
        }
        action={
          <Link
            href={`/dashboard/bindings/${page.bindingId}/settings`}
            className={buttonStyle({ look: "secondary" })}
          >
            Settings
          </Link>
        }
      />
      {restored !== undefined && (
        <Notice look="success" title={`Saved as version ${page.current}`}>
          {documents === 1 ? "1 document is" : `${documents || 0} documents are`} prepared again with it.
        </Notice>
      )}
      <ol className="space-y-4">
        {page.versions.map((version) => (
          <li key={version.version}>
            <Version version={version} page={page} />
          </li>
        ))}
      </ol>
    </>
  );
}

function Version({ version, page }: { version: VersionRow; page: VersionsPage }) {
  const isCurrent = version.version === page.current;
  return (
    <Card className="px-5 py-4 sm:px-6">
      <header className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h2 className="text-[15px] font-semibold tracking-tight">
          Version {version.version}
          {isCurrent && (
            <span className="ml-2.5 rounded-full bg-green-soft px-2 py-0.5 text-xs font-medium text-green">
              In use
            </span>
          )}
        </h2>
        <p className="text-[13px] text-muted">
          {version.by ?? "Proposed by Counterfoil"}, <Moment at={version.at} />
        </p>
      </header>
      <div className="mt-3">
        {version.changes.length > 0 ? (
          <ChangeList changes={version.changes} />
        ) : (
          <p className="text-sm text-muted">
            {version.version === 1
              ? "Where it began, before the organisation's lists were read."
              : "Saved without a change."}
          </p>
        )}
      </div>
      {page.canChange && version.back.length > 0 && (
        <RestoreForm
          bindingId={page.bindingId}
          version={version.version}
          current={page.current}
          back={version.back}
        />
      )}
    </Card>
  );
}
