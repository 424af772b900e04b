"use server";

import { restoreVersion as restore } from "@counterfoil/services/policy/restore-version";
import { redirect } from "next/navigation";
import { context } from "../context.ts";
import { requireActor } from "../session.ts";
import { type FormState, refusal } from "./form-state.ts";

export async function restoreVersion(_before: FormState, form: FormData): Promise<FormState> {
  const { actor } = await requireActor();
  const bindingId = String(form.get("bindingId") ?? "");
  let next: string;
  try {
    const { documents } = await restore(await context(), actor, Object.fromEntries(form));
    next = `/dashboard/bindings/${bindingId}/settings/history?restored=${documents}`;
  } catch (error) {
    return refusal(error, form);
  }
  redirect(next);
}
