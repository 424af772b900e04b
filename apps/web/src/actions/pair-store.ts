"use server";

import { connectStore } from "@counterfoil/services/pairing/connect-store";
import { redirect } from "next/navigation";
import { context } from "../context.ts";
import { requireActor } from "../session.ts";
import { type FormState, refusal, typedIn } from "./form-state.ts";

export async function pairStore(_before: FormState, form: FormData): Promise<FormState> {
  const { actor } = await requireActor();
  const input = {
    baseUrl: String(form.get("baseUrl") ?? ""),
    pairingCode: String(form.get("pairingCode") ?? ""),
  };
  let next: string;
  try {
    const result = await connectStore(await context(), actor, input);
    if (!result.ok) {
      const values = { ...typedIn(form), ...(result.suggestedUrl && { baseUrl: input.baseUrl }) };
      return { message: result.sentence, fields: {}, values, suggestion: result.suggestedUrl };
    }
    const query = new URLSearchParams({
      paired: "1",
      ...(result.warning && { warning: result.warning.problem }),
    });
    next = `/dashboard/connect-magento?${query}`;
  } catch (error) {
    return refusal(error, form);
  }
  redirect(next);
}
