"use server";

import { listMemberships } from "@counterfoil/services/member/list-memberships";
import { redirect } from "next/navigation";
import { context } from "../context.ts";
import { openSession, requireActor } from "../session.ts";

/** Into another account of the same person. A page of the one account means nothing in the other, so home it is. */
export async function switchTenant(tenantId: string): Promise<void> {
  const { actor, person } = await requireActor();
  const { userId } = actor;
  const seats = await listMemberships(await context(), { userId });
  if (seats.some((seat) => seat.tenantId === tenantId))
    await openSession({ userId, tenantId, name: person.name, email: person.email });
  redirect("/dashboard");
}
