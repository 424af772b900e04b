"use server";

import { checkConnection as check } from "@counterfoil/services/connection/check-connection";
import { context } from "../context.ts";
import { requireActor } from "../session.ts";
import { type FormState, refusal, untouched } from "./form-state.ts";

/** The message says how it went, well or not. */
export async function checkConnection(_before: FormState, form: FormData): Promise<FormState> {
  const { actor } = await requireActor();
  const organisationId = String(form.get("organisationId") ?? "");
  try {
    const { sentence } = await check(await context(), actor, { organisationId });
    return { ...untouched, message: sentence };
  } catch (error) {
    return refusal(error, form);
  }
}
