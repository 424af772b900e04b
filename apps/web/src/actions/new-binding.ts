"use server";

import { createBinding } from "@counterfoil/services/binding/create-binding";
import { redirect } from "next/navigation";
import { context } from "../context.ts";
import { requireActor } from "../session.ts";
import { type FormState, refusal } from "./form-state.ts";

/** A pair that was bound before comes back paused: the list says so, with the button that lets it go. */
export async function newBinding(_before: FormState, form: FormData): Promise<FormState> {
  const { actor } = await requireActor();
  let made: { bindingId: string; isReopened: boolean };
  try {
    made = await createBinding(await context(), actor, {
      storeId: form.get("storeId"),
      organisationId: form.get("organisationId"),
      invoiceNumberPrefix: String(form.get("invoiceNumberPrefix") ?? "").trim(),
      storeFilter: form.getAll("storeFilter").map(Number),
    });
  } catch (error) {
    return refusal(error, form);
  }
  redirect(made.isReopened ? "/dashboard/bindings?again=1" : `/dashboard/bindings/${made.bindingId}`);
}
