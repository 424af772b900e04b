import { auditKinds } from "@counterfoil/services/audit/audit-words";
import { listAudit } from "@counterfoil/services/audit/list-audit";
import { ScrollText } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { Button, buttonStyle } from "../../../components/button.tsx";
import { Card } from "../../../components/card.tsx";
import { EmptyState } from "../../../components/empty-state.tsx";
import { SelectField } from "../../../components/field.tsx";
import { Moment } from "../../../components/moment.tsx";
import { PageHeader } from "../../../components/page-header.tsx";
import { context } from "../../../context.ts";
import { requireActor } from "../../../session.ts";

export const metadata: Metadata = { title: "Audit log" };

type Query = { person?: string; kind?: string; before?: string };

export default async function AuditPage({ searchParams }: { searchParams: Promise<Query> }) {
  const query = await searchParams;
  const { actor } = await requireActor();
  const { rows, people, next } = await listAudit(await context(), actor, query);
  const filtered = query.person || query.kind;
  return (
    <>
      <PageHeader
        title="Audit log"
        description="Who changed what, and when. Nothing in it can be changed or taken out."
      />
      <form className="flex flex-wrap items-end gap-3">
        <div className="w-full sm:w-52">
          <SelectField
            key={query.person ?? ""}
            label="Person"
            name="person"
            defaultValue={query.person ?? ""}
          >
            <option value="">Everybody</option>
            {people.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </SelectField>
        </div>
        <div className="w-full sm:w-44">
          <SelectField key={query.kind ?? ""} label="About" name="kind" defaultValue={query.kind ?? ""}>
            <option value="">Everything</option>
            {Object.entries(auditKinds).map(([kind, { name }]) => (
              <option key={kind} value={kind}>
                {name}
              </option>
            ))}
          </SelectField>
        </div>
        <Button type="submit" look="secondary" className="h-10">
          Show
        </Button>
        {filtered && (
          <Link href="/dashboard/audit" className={buttonStyle({ look: "quiet", className: "h-10" })}>
            Show all
          </Link>
        )}
      </form>
      <Card>
        {rows.length === 0 ? (
          <EmptyState help="members" icon={ScrollText} title={filtered ? "Nothing like that" : "Nothing yet"}>
            {filtered
              ? "Nobody has done this. Choose somebody or something else."
              : "Whoever connects, invites, changes a setting or retries a document is written down here."}
          </EmptyState>
        ) : (
          <ol className="divide-y">
            {rows.map((row) => (
              <li
                key={row.id}
                className="flex flex-col gap-x-6 gap-y-1 px-5 py-3.5 text-sm sm:flex-row sm:items-baseline sm:justify-between sm:px-6"
              >
                <p className="min-w-0 break-words text-pretty">
                  <span className="font-medium">{row.who}</span> {row.what}
                  {row.about && (
                    <>
                      {" "}
                      <Link
                        href={row.about.href}
                        className="text-brand underline decoration-brand/35 underline-offset-4 hover:decoration-brand"
                        prefetch={false}
                      >
                        {row.about.label}
                      </Link>
                    </>
                  )}
                </p>
                <p className="shrink-0 text-[13px] text-muted">
                  <Moment at={row.at} />
                </p>
              </li>
            ))}
          </ol>
        )}
      </Card>
      {next && (
        <Link
          href={`/dashboard/audit?${new URLSearchParams({ ...(query.person && { person: query.person }), ...(query.kind && { kind: query.kind }), before: next })}`}
          className={buttonStyle({ look: "secondary" })}
        >
          Older
        </Link>
      )}
    </>
  );
}
