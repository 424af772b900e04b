import { nameBinding } from "@counterfoil/services/binding/name-binding";
import type { Metadata } from "next";
import Link from "next/link";
import { buttonStyle } from "../../../../../components/button.tsx";
import { FetchForm } from "../../../../../components/fetch-form.tsx";
import { PageHeader } from "../../../../../components/page-header.tsx";
import { context } from "../../../../../context.ts";
import { orNotFound } from "../../../../../or-not-found.ts";
import { requireActor } from "../../../../../session.ts";

export const metadata: Metadata = { title: "Fetch a document" };

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ what?: string; kind?: string }>;
};

export default async function FetchDocumentPage({ params, searchParams }: Props) {
  const { actor } = await requireActor();
  const binding = await orNotFound(nameBinding(await context(), actor, { bindingId: (await params).id }));
  const { what, kind } = await searchParams;
  const path = `/dashboard/bindings/${binding.id}`;
  return (
    <>
      <PageHeader
        title="Fetch a document"
        description={
          <>
            One invoice or credit memo of <span className="break-all">{binding.host}</span>, fetched now and
            shown beside what it would be in {binding.organisation}. Nothing is sent before you say so.
          </>
        }
        action={
          <>
            <Link href={`${path}/settings`} className={buttonStyle({ look: "secondary" })}>
              Settings
            </Link>
            <Link
              href={`/dashboard/sync?bindingId=${binding.id}`}
              className={buttonStyle({ look: "secondary" })}
            >
              Sync history
            </Link>
          </>
        }
      />
      <FetchForm
        bindingId={binding.id}
        host={binding.host}
        organisation={binding.organisation}
        canFetch={actor.role !== "viewer"}
        what={what ?? ""}
        kind={kind === "creditmemo" ? "creditmemo" : "invoice"}
      />
    </>
  );
}
