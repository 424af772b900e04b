"use server";

import { createStepLink } from "@counterfoil/services/step-link/create-step-link";
import { revokeStepLink } from "@counterfoil/services/step-link/revoke-step-link";
import { revalidatePath } from "next/cache";
import { context } from "../context.ts";
import { requireActor } from "../session.ts";
import { type FormState, refusal, untouched } from "./form-state.ts";

/** `url` is shown once: what is kept of it opens nothing. */
export type NewLink = FormState & { url?: string };

export async function sendStepLink(_before: NewLink, form: FormData): Promise<NewLink> {
  const { actor } = await requireActor();
  try {
    const { url } = await createStepLink(await context(), actor, { step: form.get("step") });
    revalidatePath("/dashboard", "layout");
    return { ...untouched, url };
  } catch (error) {
    return refusal(error, form);
  }
}

export async function takeBackStepLink(_before: FormState, form: FormData): Promise<FormState> {
  const { actor } = await requireActor();
  try {
    await revokeStepLink(await context(), actor, { linkId: String(form.get("linkId") ?? "") });
  } catch (error) {
    return refusal(error, form);
  }
  revalidatePath("/dashboard", "layout");
  return untouched;
}
