"use server";

import { closeNextStep } from "@counterfoil/services/leave/close-next-step";
import { startClosing } from "@counterfoil/services/leave/start-closing";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { context } from "../context.ts";
import { closeSession, requireActor } from "../session.ts";
import { type FormState, refusal, untouched } from "./form-state.ts";

export async function beginToClose(_before: FormState, form: FormData): Promise<FormState> {
  const { actor } = await requireActor();
  try {
    await startClosing(await context(), actor, Object.fromEntries(form));
  } catch (error) {
    return refusal(error, form);
  }
  redirect("/dashboard/leave");
}

/** One step for each press; with JavaScript the page presses by itself. */
export async function closeOneStep(_before: FormState, form: FormData): Promise<FormState> {
  const { actor } = await requireActor();
  let step: string | null;
  try {
    step = await closeNextStep(await context(), actor);
  } catch (error) {
    return refusal(error, form);
  }
  if (step === "people" || step === null) {
    await closeSession();
    redirect("/closed");
  }
  revalidatePath("/dashboard/leave");
  return untouched;
}
