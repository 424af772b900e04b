"use server";

import { signUp } from "@counterfoil/services/member/sign-up";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { context } from "../context.ts";
import { clientAddress } from "../http/client-address.ts";
import { openSession } from "../session.ts";
import { type FormState, refusal } from "./form-state.ts";
import { safePath } from "./safe-path.ts";

export async function createAccount(_before: FormState, form: FormData): Promise<FormState> {
  try {
    const address = clientAddress(await headers());
    await openSession(await signUp(await context(), Object.fromEntries(form), { address }));
  } catch (error) {
    return refusal(error, form);
  }
  redirect(safePath(form.get("callbackUrl")));
}
