import { nameBinding } from "@counterfoil/services/binding/name-binding";
import type { ReactNode } from "react";
import { context } from "../../../../context.ts";
import { orNotFound } from "../../../../or-not-found.ts";
import { requireActor } from "../../../../session.ts";

type Props = { children: ReactNode; params: Promise<{ id: string }> };

/** Above the skeletons, which would answer 200 before anybody knows: whether there is such a binding. */
export default async function BindingLayout({ children, params }: Props) {
  const { actor } = await requireActor();
  await orNotFound(nameBinding(await context(), actor, { bindingId: (await params).id }));
  return children;
}
