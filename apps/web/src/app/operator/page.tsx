import { planTitle } from "@counterfoil/core/plans";
import { listTenants } from "@counterfoil/services/operator/list-tenants";
import { Building2 } from "lucide-react";
import Link from "next/link";
import { Button, buttonStyle } from "../../components/button.tsx";
import { Card, CardHeader } from "../../components/card.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { Field } from "../../components/field.tsx";
import { Moment } from "../../components/moment.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { context } from "../../context.ts";
import { env } from "../../env.ts";
import { requireOperatorPage } from "../../session.ts";

type Query = { search?: string; after?: string };

/** What our app may connect, by its tier at Xero. */
const TIERS = { starter: 5, core: 50, plus: 1_000, advanced: 10_000, enterprise: null };

export default async function OperatorPage({ searchParams }: { searchParams: Promise<Query> }) {
  const { actor } = await requireOperatorPage();
  const query = await searchParams;
  const { tenants, next, connections } = await listTenants(await context(), actor, query);
  const { BOARD_URL, XERO_TIER } = env();
  const ceiling = TIERS[XERO_TIER];
  return (
    <>
      <PageHeader
        title="Tenants"
        description="Every account, the newest first. What you do here stands in the account's own audit log."
        action={
          BOARD_URL && (
            <a href={BOARD_URL} className={buttonStyle({ look: "secondary" })}>
              Queues
            </a>
          )
        }
      />
      <Card>
        <CardHeader
          title="Connections at Xero"
          description="A connection that several accounts share counts once."
        />
        <dl className="grid gap-4 p-5 text-sm sm:grid-cols-2 sm:p-6">
          {connections.map((each) => (
            <div key={each.environment} className="space-y-1">
              <dt className="text-muted capitalize">{each.environment}</dt>
              <dd className="text-lg font-semibold tabular-nums">
                {each.connections}
                {each.environment === "production" && (
                  <span className="text-sm font-normal text-muted">
                    {ceiling === null
                      ? ` of any number (${XERO_TIER})`
                      : ` of ${ceiling.toLocaleString("en-GB")} (${XERO_TIER})`}
                  </span>
                )}
              </dd>
            </div>
          ))}
        </dl>
      </Card>
      <form className="flex flex-wrap items-end gap-3">
        <div className="w-full sm:w-80">
          <Field
            label="Search"
            name="search"
            type="search"
            defaultValue={query.search}
            placeholder="Name, id or a member's e-mail"
          />
        </div>
        <Button type="submit" look="secondary" className="h-10">
          Search
        </Button>
      </form>
      <Card>
        {tenants.length === 0 ? (
          <EmptyState icon={Building2} title="No such tenant" help={null}>
            Search for a part of the name, the whole id, or the whole e-mail of somebody who sits there.
          </EmptyState>
        ) : (
          <ul className="divide-y">
            {tenants.map((tenant) => (
              <li
                key={tenant.id}
                className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 px-5 py-4 text-sm sm:px-6"
              >
                <div className="min-w-0">
                  <Link
                    href={`/operator/tenants/${tenant.id}`}
                    prefetch={false}
                    className="font-medium underline-offset-4 hover:underline"
                  >
                    {tenant.name}
                  </Link>
                  <p className="text-[13px] text-muted">
                    {planTitle(tenant.plan)}, {tenant.environment}
                    {tenant.pausedAt && <span className="text-amber">, paused</span>}
                    {tenant.closedAt && <span className="text-red">, closed</span>}
                  </p>
                </div>
                <p className="text-[13px] text-muted tabular-nums">
                  {tenant.members} {tenant.members === 1 ? "member" : "members"}, {tenant.stores}{" "}
                  {tenant.stores === 1 ? "store" : "stores"}, {tenant.documents.toLocaleString("en-GB")}{" "}
                  {tenant.documents === 1 ? "document" : "documents"},{" "}
                  {tenant.lastEventAt ? (
                    <>
                      last heard of <Moment at={tenant.lastEventAt} />
                    </>
                  ) : (
                    "never heard of"
                  )}
                </p>
              </li>
            ))}
          </ul>
        )}
      </Card>
      {next && (
        <Link
          href={`/operator?${new URLSearchParams({ ...(query.search && { search: query.search }), after: next })}`}
          className={buttonStyle({ look: "secondary" })}
        >
          Older
        </Link>
      )}
    </>
  );
}
