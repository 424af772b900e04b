"use server";

import { knockAtStore as knock } from "@counterfoil/services/pairing/knock-at-store";
import { redirect } from "next/navigation";
import { context } from "../context.ts";
import { requireActor } from "../session.ts";
import { type FormState, refusal, typedIn } from "./form-state.ts";

export async function knockAtStore(_before: FormState, form: FormData): Promise<FormState> {
  const { actor } = await requireActor();
  try {
    const answer = await knock(await context(), actor, { storeId: String(form.get("storeId") ?? "") });
    if (!answer.ok) return { message: answer.sentence, hint: answer.hint, fields: {}, values: typedIn(form) };
  } catch (error) {
    return refusal(error, form);
  }
  redirect("/dashboard/connect-magento?paired=1");
}
