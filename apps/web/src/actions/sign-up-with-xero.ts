"use server";

import { signUpWithXero, xeroPersonSchema } from "@counterfoil/services/member/xero-sign-in";
import { redirect } from "next/navigation";
import { context } from "../context.ts";
import { dropSealedCookie, readSealedCookie, XERO_PERSON } from "../sealed-cookie.ts";
import { openSession } from "../session.ts";
import { type FormState, refusal, typedIn } from "./form-state.ts";
import { safePath } from "./safe-path.ts";

export async function createAccountWithXero(_before: FormState, form: FormData): Promise<FormState> {
  const person = await readSealedCookie(XERO_PERSON, xeroPersonSchema);
  if (!person)
    return {
      message: "That took longer than 15 minutes. Sign in with Xero once more.",
      fields: {},
      values: typedIn(form),
    };
  try {
    const made = await signUpWithXero(await context(), person, Object.fromEntries(form));
    if (made.outcome !== "signed_in")
      return {
        message: "There is an account with this e-mail address by now. Sign in instead.",
        fields: {},
        values: typedIn(form),
      };
    await openSession(made);
  } catch (error) {
    return refusal(error, form);
  }
  await dropSealedCookie(XERO_PERSON);
  redirect(safePath(form.get("callbackUrl")));
}
