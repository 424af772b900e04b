import { findDocumentByMark } from "@counterfoil/services/document/find-document-by-mark";
import { redirect } from "next/navigation";
import { context } from "../../../context.ts";
import { requireActor } from "../../../session.ts";

/** What a document in Xero links to: its page here. */
export async function GET(
  _request: Request,
  { params }: { params: Promise<{ mark: string }> },
): Promise<Response> {
  const { actor } = await requireActor();
  const found = await findDocumentByMark(await context(), actor, { mark: (await params).mark });
  redirect(found ? `/dashboard/documents/${found.documentId}` : "/dashboard/sync?unknown=1");
}
