import { requireDocument } from "@counterfoil/services/document/require-document";
import type { ReactNode } from "react";
import { context } from "../../../../context.ts";
import { orNotFound } from "../../../../or-not-found.ts";
import { requireActor } from "../../../../session.ts";

type Props = { children: ReactNode; params: Promise<{ id: string }> };

/** Above the skeleton, which would answer 200 before anybody knows: whether there is such a document. */
export default async function DocumentLayout({ children, params }: Props) {
  const { actor } = await requireActor();
  await orNotFound(requireDocument(await context(), actor, { documentId: (await params).id }));
  return children;
}
