"use server";

import { disconnectOrganisation } from "@counterfoil/services/connection/disconnect-organisation";
import { redirect } from "next/navigation";
import { context } from "../context.ts";
import { requireActor } from "../session.ts";
import { type FormState, refusal } from "./form-state.ts";

export async function disconnectXero(_before: FormState, form: FormData): Promise<FormState> {
  const { actor } = await requireActor();
  const bindingId = String(form.get("bindingId") ?? "");
  try {
    await disconnectOrganisation(await context(), actor, {
      organisationId: String(form.get("organisationId") ?? ""),
    });
  } catch (error) {
    return refusal(error, form);
  }
  redirect(`/dashboard/bindings/${bindingId}`);
}
