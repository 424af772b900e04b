"use server";

import { savePolicy } from "@counterfoil/services/policy/save-policy";
import { redirect } from "next/navigation";
import { context } from "../context.ts";
import { requireActor } from "../session.ts";
import { type FormState, refusal } from "./form-state.ts";

/** The one setting that may have no safe proposal. */
export async function chooseRevenueAccount(_before: FormState, form: FormData): Promise<FormState> {
  const { actor } = await requireActor();
  const bindingId = String(form.get("bindingId") ?? "");
  try {
    await savePolicy(await context(), actor, {
      bindingId,
      baseVersion: Number(form.get("baseVersion")),
      changes: { revenueAccountCode: String(form.get("revenueAccountCode") ?? "") || null },
    });
  } catch (error) {
    return refusal(error, form);
  }
  redirect(`/dashboard/bindings/${bindingId}?saved=1`);
}
