"use server";

import type { Actor } from "@counterfoil/services/context";
import { type ConnectStoreResult, connectStore } from "@counterfoil/services/pairing/connect-store";
import { finishStepLink } from "@counterfoil/services/step-link/finish-step-link";
import { openStepLink } from "@counterfoil/services/step-link/open-step-link";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { context } from "../context.ts";
import { clientAddress } from "../http/client-address.ts";
import { requireActor } from "../session.ts";
import { type FormState, refusal, typedIn } from "./form-state.ts";

export async function pairStore(_before: FormState, form: FormData): Promise<FormState> {
  const { actor } = await requireActor();
  const result = await pair(actor, form);
  if (!("storeId" in result)) return result;
  const query = new URLSearchParams({
    paired: "1",
    ...(result.warning && { warning: result.warning.problem }),
  });
  redirect(`/dashboard/connect-magento?${query}`);
}

/** By somebody who holds a link for this step. */
export async function pairStoreByLink(_before: FormState, form: FormData): Promise<FormState> {
  const token = String(form.get("token") ?? "");
  const ctx = await context();
  const opened = await openStepLink(ctx, { token }, { address: clientAddress(await headers()) });
  if (!opened.ok) return { message: opened.sentence, fields: {}, values: typedIn(form) };
  const result = await pair(opened.actor, form);
  if (!("storeId" in result)) return result;
  await finishStepLink(ctx, opened.actor, { with: result.host, by: null });
  const query = result.warning ? `?${new URLSearchParams({ warning: result.warning.problem })}` : "";
  redirect(`/link/${token}${query}`);
}

async function pair(
  actor: Actor,
  form: FormData,
): Promise<FormState | Extract<ConnectStoreResult, { ok: true }>> {
  const input = {
    baseUrl: String(form.get("baseUrl") ?? ""),
    pairingCode: String(form.get("pairingCode") ?? ""),
  };
  try {
    const result = await connectStore(await context(), actor, input);
    if (result.ok) return result;
    return {
      message: result.sentence,
      fields: {},
      values: typedIn(form),
      suggestion: result.suggestedUrl,
      hint: result.hint,
    };
  } catch (error) {
    return refusal(error, form);
  }
}
