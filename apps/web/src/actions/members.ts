"use server";

import { changeRole } from "@counterfoil/services/member/change-role";
import { inviteMember } from "@counterfoil/services/member/invite-member";
import { removeMember } from "@counterfoil/services/member/remove-member";
import { revokeInvitation } from "@counterfoil/services/member/revoke-invitation";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { context } from "../context.ts";
import { closeSession, requireActor } from "../session.ts";
import { type FormState, refusal, untouched } from "./form-state.ts";

const PLACE = "/dashboard/members";

export type InviteState = FormState & { invited?: { email: string; link: string; isMailed: boolean } };

export async function invite(_before: InviteState, form: FormData): Promise<InviteState> {
  const { actor } = await requireActor();
  try {
    const invited = await inviteMember(await context(), actor, Object.fromEntries(form));
    revalidatePath(PLACE);
    return { ...untouched, invited };
  } catch (error) {
    return refusal(error, form);
  }
}

export async function takeBackInvitation(_before: FormState, form: FormData): Promise<FormState> {
  const { actor } = await requireActor();
  try {
    await revokeInvitation(await context(), actor, Object.fromEntries(form));
  } catch (error) {
    return refusal(error, form);
  }
  redirect(`${PLACE}?done=revoked`);
}

export async function changeMember(_before: FormState, form: FormData): Promise<FormState> {
  const { actor } = await requireActor();
  try {
    await changeRole(await context(), actor, Object.fromEntries(form));
  } catch (error) {
    return refusal(error, form);
  }
  redirect(`${PLACE}?done=changed`);
}

export async function removeFromAccount(_before: FormState, form: FormData): Promise<FormState> {
  const { actor } = await requireActor();
  const isSelf = form.get("userId") === actor.userId;
  try {
    await removeMember(await context(), actor, Object.fromEntries(form));
  } catch (error) {
    return refusal(error, form);
  }
  if (isSelf) {
    await closeSession();
    redirect("/sign-in");
  }
  redirect(`${PLACE}?done=removed`);
}
