import { findDocumentByMark } from "@counterfoil/services/document/find-document-by-mark";
import { redirect } from "next/navigation";
import { context } from "../../../context.ts";
import { requireActor } from "../../../session.ts";

/** What a document in Xero links to: its row here. */
export async function GET(
  _request: Request,
  { params }: { params: Promise<{ mark: string }> },
): Promise<Response> {
  const { actor } = await requireActor();
  const found = await findDocumentByMark(await context(), actor, { mark: (await params).mark });
  redirect(
    found
      ? `/dashboard/sync?${new URLSearchParams({ search: found.number ?? "" })}`
      : "/dashboard/sync?unknown=1",
  );
}
