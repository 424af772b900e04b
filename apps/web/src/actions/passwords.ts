"use server";

import { askPasswordReset } from "@counterfoil/services/member/ask-password-reset";
import { resetPassword } from "@counterfoil/services/member/reset-password";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { context } from "../context.ts";
import { clientAddress } from "../http/client-address.ts";
import { closeSession } from "../session.ts";
import { type FormState, refusal } from "./form-state.ts";

export async function askReset(_before: FormState, form: FormData): Promise<FormState> {
  try {
    const address = clientAddress(await headers());
    await askPasswordReset(await context(), Object.fromEntries(form), { address });
  } catch (error) {
    return refusal(error, form);
  }
  redirect("/forgot-password?sent=1");
}

export async function chooseNewPassword(_before: FormState, form: FormData): Promise<FormState> {
  try {
    await resetPassword(await context(), Object.fromEntries(form));
  } catch (error) {
    return refusal(error, form);
  }
  await closeSession();
  redirect("/sign-in?reset=1");
}
