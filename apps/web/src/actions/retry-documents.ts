"use server";

import { isCounterfoilError } from "@counterfoil/core/errors";
import { retryDocuments } from "@counterfoil/services/document/retry-documents";
import { revalidatePath } from "next/cache";
import { context } from "../context.ts";
import { requireActor } from "../session.ts";

export type RetryState = { message: string | null; isRefused: boolean };

/** Tries documents again: those that were ticked, or all of a reason. */
export async function retryDocumentsAction(_before: RetryState, form: FormData): Promise<RetryState> {
  const { actor } = await requireActor();
  const reason = form.get("reason");
  const asked =
    typeof reason === "string" && reason !== ""
      ? { reason, bindingId: form.get("bindingId") || null }
      : { documentIds: form.getAll("documentId") };
  try {
    const { retried } = await retryDocuments(await context(), actor, asked);
    revalidatePath("/dashboard", "layout");
    return { message: sentence(retried), isRefused: retried === 0 };
  } catch (error) {
    if (!isCounterfoilError(error)) throw error;
    return { message: error.message, isRefused: true };
  }
}

function sentence(retried: number): string {
  if (retried === 0)
    return "None of them can be tried again: each needs a decision on its own page, or has moved on.";
  return retried === 1
    ? "One document is tried again."
    : `${retried.toLocaleString("en-GB")} documents are tried again.`;
}
