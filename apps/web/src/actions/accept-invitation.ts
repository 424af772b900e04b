"use server";

import { acceptInvitation, joinWithInvitation } from "@counterfoil/services/member/accept-invitation";
import { redirect } from "next/navigation";
import { context } from "../context.ts";
import { openSession, requireActor } from "../session.ts";
import { type FormState, refusal } from "./form-state.ts";

const tokenOf = (form: FormData) => String(form.get("token") ?? "");

export async function accept(_before: FormState, form: FormData): Promise<FormState> {
  const { actor, person } = await requireActor();
  const { userId } = actor;
  try {
    const { tenantId } = await acceptInvitation(await context(), { token: tokenOf(form), userId });
    await openSession({ userId, tenantId, name: person.name, email: person.email });
  } catch (error) {
    return refusal(error, form);
  }
  redirect("/dashboard");
}

export async function join(_before: FormState, form: FormData): Promise<FormState> {
  try {
    const input = { ...Object.fromEntries(form), token: tokenOf(form) };
    await openSession(await joinWithInvitation(await context(), input));
  } catch (error) {
    return refusal(error, form);
  }
  redirect("/dashboard");
}
