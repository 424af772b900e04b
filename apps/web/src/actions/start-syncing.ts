"use server";

import { startBinding } from "@counterfoil/services/binding/start-binding";
import { redirect } from "next/navigation";
import { context } from "../context.ts";
import { requireActor } from "../session.ts";
import { type FormState, refusal } from "./form-state.ts";

export async function startSyncing(_before: FormState, form: FormData): Promise<FormState> {
  const { actor } = await requireActor();
  const bindingId = String(form.get("bindingId") ?? "");
  try {
    await startBinding(await context(), actor, { bindingId, since: form.get("since") });
  } catch (error) {
    return refusal(error, form);
  }
  redirect(`/dashboard/bindings/${bindingId}?started=1`);
}
