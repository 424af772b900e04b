"use server";

import { changeTenant } from "@counterfoil/services/operator/change-tenant";
import { redirect } from "next/navigation";
import { context } from "../context.ts";
import { requireOperatorPage } from "../session.ts";
import { type FormState, refusal } from "./form-state.ts";

export async function changeTenantOf(_before: FormState, form: FormData): Promise<FormState> {
  const { actor } = await requireOperatorPage();
  try {
    await changeTenant(await context(), actor, Object.fromEntries(form));
  } catch (error) {
    return refusal(error, form);
  }
  redirect(`/operator/tenants/${String(form.get("tenantId"))}?done=${String(form.get("change"))}`);
}
