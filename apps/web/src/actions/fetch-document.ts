"use server";

import {
  type FetchedDocument,
  fetchDocument as fetchIt,
} from "@counterfoil/services/document/fetch-document";
import { sendFetched } from "@counterfoil/services/document/send-fetched";
import { revalidatePath } from "next/cache";
import { context } from "../context.ts";
import { requireActor } from "../session.ts";
import { type FormState, refusal, typedIn, untouched } from "./form-state.ts";

export type FetchState = FormState & { fetched: FetchedDocument | null };

export async function fetchDocument(_before: FetchState, form: FormData): Promise<FetchState> {
  const { actor } = await requireActor();
  try {
    const fetched = await fetchIt(await context(), actor, Object.fromEntries(form));
    return { ...untouched, values: typedIn(form), fetched };
  } catch (error) {
    return { ...refusal(error, form), fetched: null };
  }
}

export type SendState = FormState & { sent: string | null };

export async function sendDocument(_before: SendState, form: FormData): Promise<SendState> {
  const { actor } = await requireActor();
  try {
    const { number } = await sendFetched(await context(), actor, Object.fromEntries(form));
    revalidatePath("/dashboard", "layout");
    return { ...untouched, sent: number };
  } catch (error) {
    return { ...refusal(error, form), sent: null };
  }
}
