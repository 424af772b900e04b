"use server";

import { sendStoreView as send } from "@counterfoil/services/binding/send-store-view";
import { redirect } from "next/navigation";
import { context } from "../context.ts";
import { requireActor } from "../session.ts";
import { type FormState, refusal } from "./form-state.ts";

export async function sendStoreView(_before: FormState, form: FormData): Promise<FormState> {
  const { actor } = await requireActor();
  let bindingId: string;
  try {
    ({ bindingId } = await send(await context(), actor, Object.fromEntries(form)));
  } catch (error) {
    return refusal(error, form);
  }
  redirect(
    String(form.get("target")).startsWith("binding:")
      ? "/dashboard/bindings?taken=1"
      : `/dashboard/bindings/${bindingId}`,
  );
}
