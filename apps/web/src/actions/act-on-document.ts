"use server";

import { invalid } from "@counterfoil/core/errors";
import { useContact as chooseContact } from "@counterfoil/services/contact/use-contact";
import type { Actor, ServiceContext } from "@counterfoil/services/context";
import { chooseNumber } from "@counterfoil/services/document/choose-number";
import { closeTrouble } from "@counterfoil/services/document/close-trouble";
import { fixMapping } from "@counterfoil/services/document/fix-mapping";
import { leaveOutDocument } from "@counterfoil/services/document/leave-out-document";
import { postOnFirstOpenDay } from "@counterfoil/services/document/post-on-first-open-day";
import { retryDocuments } from "@counterfoil/services/document/retry-documents";
import { takeInDocument } from "@counterfoil/services/document/take-in-document";
import { type Adoption, adoptDocument } from "@counterfoil/services/posting/adopt-document";
import { revalidatePath } from "next/cache";
import { context } from "../context.ts";
import { requireActor } from "../session.ts";
import { type FormState, refusal, typedIn, untouched } from "./form-state.ts";

/** `done`: what has happened, as a sentence. `differs`: nothing has yet, since the figures are not the same. */
export type ActState = FormState & {
  done?: string;
  differs?: Extract<Adoption, { outcome: "differs" }>;
};

/** All that a person does on a document's page; the form's field `act` says what. */
export async function actOnDocument(_before: ActState, form: FormData): Promise<ActState> {
  const { actor } = await requireActor();
  const documentId = String(form.get("documentId") ?? "");
  try {
    const result = await act(await context(), { actor, documentId, form });
    if (typeof result !== "string") return { ...untouched, values: typedIn(form), differs: result };
    revalidatePath("/dashboard", "layout");
    return { ...untouched, done: result };
  } catch (error) {
    return refusal(error, form);
  }
}

async function act(
  ctx: ServiceContext,
  input: { actor: Actor; documentId: string; form: FormData },
): Promise<string | Extract<Adoption, { outcome: "differs" }>> {
  const { actor, documentId, form } = input;
  const field = (name: string) => String(form.get(name) ?? "");
  switch (field("act")) {
    case "retry": {
      const { retried } = await retryDocuments(ctx, actor, { documentIds: [documentId] });
      if (retried === 0) throw invalid("There is nothing of it to try again. It may be on its way already.");
      return "It is fetched and planned again.";
    }
    case "leave-out":
      await leaveOutDocument(ctx, actor, { documentId, note: field("note") });
      return "It is left out.";
    case "take-in":
      await takeInDocument(ctx, actor, { documentId });
      return "It is taken in again and goes by itself.";
    case "open-day":
      await postOnFirstOpenDay(ctx, actor, { documentId });
      return "It goes on the first open day.";
    case "number":
      await chooseNumber(ctx, actor, { documentId, number: field("number") });
      return `It goes as ${field("number").trim()}.`;
    case "close":
      await closeTrouble(ctx, actor, { documentId });
      return "It counts as dealt with.";
    case "contact":
      await chooseContact(ctx, actor, { documentId, contactId: field("contactId") });
      return "That contact is used from now on.";
    case "adopt": {
      // Said of the one whose figures were shown, and of no other.
      const acceptsDifference = field("acceptsDifference") === "yes" && field("compared") === field("inXero");
      const adoption = await adoptDocument(ctx, actor, {
        documentId,
        inXero: field("inXero"),
        acceptsDifference,
      });
      return adoption.outcome === "differs"
        ? adoption
        : `${adoption.number ?? "It"} in Xero is this document from now on.`;
    }
    case "fix":
      await fixMapping(ctx, actor, {
        documentId,
        baseVersion: field("baseVersion"),
        answer: Object.fromEntries(
          [...form.entries()].filter(([name]) => name !== "act" && name !== "documentId"),
        ),
      });
      return "Saved. What was held for it goes by itself.";
    default:
      throw invalid("This is not something that can be done here.");
  }
}
