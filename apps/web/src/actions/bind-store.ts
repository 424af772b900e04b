"use server";

import { createBinding } from "@counterfoil/services/binding/create-binding";
import { redirect } from "next/navigation";
import { context } from "../context.ts";
import { requireActor } from "../session.ts";
import { type FormState, refusal } from "./form-state.ts";

export async function bindStore(_before: FormState, form: FormData): Promise<FormState> {
  const { actor } = await requireActor();
  let bindingId: string;
  try {
    ({ bindingId } = await createBinding(await context(), actor, Object.fromEntries(form)));
  } catch (error) {
    return refusal(error, form);
  }
  redirect(`/dashboard/bindings/${bindingId}`);
}
