import { planTitle } from "@counterfoil/core/plans";
import type { PostingState } from "@counterfoil/core/posting";
import { wordOf, words } from "@counterfoil/core/words";
import { getTenant } from "@counterfoil/services/operator/list-tenants";
import type { Metadata } from "next";
import { changeTenantOf } from "../../../../actions/operator.ts";
import { Card, CardHeader } from "../../../../components/card.tsx";
import { ConfirmNameForm } from "../../../../components/confirm-name-form.tsx";
import { Moment } from "../../../../components/moment.tsx";
import { Notice } from "../../../../components/notice.tsx";
import { PageHeader } from "../../../../components/page-header.tsx";
import { PauseForm, PlanForm } from "../../../../components/tenant-forms.tsx";
import { context } from "../../../../context.ts";
import { orNotFound } from "../../../../or-not-found.ts";
import { requireOperatorPage } from "../../../../session.ts";

export const metadata: Metadata = { title: "Tenant" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<{ done?: string }> };

const said: Record<string, string> = {
  plan: "The plan is changed. What waited for it goes by itself.",
  pause: "Paused. Everything is received and prepared, nothing is sent.",
  resume: "It goes on.",
  go_live: "It is live. Once the real Xero is connected, the store's settings are there already.",
};

export default async function TenantPage({ params, searchParams }: Props) {
  const { actor } = await requireOperatorPage();
  const tenant = await orNotFound(getTenant(await context(), actor, (await params).id));
  const done = said[(await searchParams).done ?? ""];
  const counts = words.map((word) => ({
    word,
    documents: tenant.states
      .filter(({ state }) => wordOf(state as PostingState) === word)
      .reduce((sum, each) => sum + each.documents, 0),
  }));
  return (
    <>
      <PageHeader
        title={tenant.name}
        description={
          <>
            {tenant.id}, since <Moment at={tenant.createdAt} />
          </>
        }
      />
      {done && <Notice look="success">{done}</Notice>}
      {tenant.closedAt && (
        <Notice look="warning" title="This account is closed">
          Its rows are kept, emptied of personal data.
        </Notice>
      )}
      <Card>
        <CardHeader title="Documents" />
        <dl className="grid grid-cols-2 gap-4 p-5 text-sm sm:grid-cols-5 sm:p-6">
          {counts.map(({ word, documents }) => (
            <div key={word}>
              <dt className="text-muted">{word}</dt>
              <dd className="text-lg font-semibold tabular-nums">{documents.toLocaleString("en-GB")}</dd>
            </div>
          ))}
        </dl>
      </Card>
      {!tenant.closedAt && (
        <div className="grid gap-6 lg:grid-cols-2">
          <Card>
            <CardHeader title="Plan" description={`${planTitle(tenant.plan)} at the moment.`} />
            <div className="p-5 sm:p-6">
              <PlanForm tenantId={tenant.id} plan={tenant.plan} />
            </div>
          </Card>
          <Card>
            <CardHeader
              title={tenant.pausedAt ? "Paused" : "Sending"}
              description={
                tenant.pausedAt ? (
                  <>
                    Since <Moment at={tenant.pausedAt} />. Everything is received and prepared, nothing is
                    sent.
                  </>
                ) : (
                  "A pause keeps everything: documents are received and prepared, and go when it ends."
                )
              }
            />
            <div className="p-5 sm:p-6">
              <PauseForm tenantId={tenant.id} isPaused={tenant.pausedAt !== null} />
            </div>
          </Card>
        </div>
      )}
      <Card>
        <CardHeader
          title={tenant.environment === "sandbox" ? "Sandbox" : "Live"}
          description={
            tenant.environment === "sandbox"
              ? "Going live closes the sandbox connections between stores and organisations. Stores, pairing, settings and members stay. Nothing that was posted in the sandbox counts as posted."
              : "This account posts into real books."
          }
        />
        <div className="p-5 sm:p-6">
          {tenant.environment === "sandbox" && !tenant.closedAt ? (
            <ConfirmNameForm
              act={changeTenantOf}
              hidden={{ tenantId: tenant.id, change: "go_live" }}
              name={tenant.name}
              submit="Go live"
              busy="Going live"
            />
          ) : (
            <p className="text-sm text-muted">There is no way back to the sandbox.</p>
          )}
        </div>
      </Card>
      <div className="grid gap-6 lg:grid-cols-2">
        <Card>
          <CardHeader title="Stores and organisations" />
          <ul className="mt-4 divide-y border-t text-sm">
            {tenant.bindings.length === 0 && <li className="px-5 py-4 text-muted sm:px-6">None yet.</li>}
            {tenant.bindings.map((binding, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a closed pair may stand here several times
              <li key={index} className="px-5 py-3.5 sm:px-6">
                <p className="break-words">
                  {binding.store} ↔ {binding.organisation}
                </p>
                <p className="text-[13px] text-muted">
                  {binding.environment},{" "}
                  {binding.status === "closed" ? "closed" : binding.started ? "started" : "not started"}
                </p>
              </li>
            ))}
          </ul>
        </Card>
        <Card>
          <CardHeader title="Members" />
          <ul className="mt-4 divide-y border-t text-sm">
            {tenant.people.length === 0 && <li className="px-5 py-4 text-muted sm:px-6">Nobody any more.</li>}
            {tenant.people.map((person) => (
              <li key={person.email} className="px-5 py-3.5 sm:px-6">
                <p>{person.name}</p>
                <p className="text-[13px] break-all text-muted">
                  {person.email}, {person.role}
                </p>
              </li>
            ))}
          </ul>
        </Card>
      </div>
    </>
  );
}
