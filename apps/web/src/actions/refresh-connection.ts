"use server";

import { checkConnection } from "@counterfoil/services/connection/check-connection";
import { revalidatePath } from "next/cache";
import { context } from "../context.ts";
import { requireActor } from "../session.ts";
import { type Told, toldRefusal } from "./told.ts";

export async function refreshConnection(form: FormData): Promise<Told> {
  const { actor } = await requireActor();
  try {
    const { outcome, sentence } = await checkConnection(await context(), actor, {
      organisationId: String(form.get("organisationId") ?? ""),
    });
    revalidatePath("/dashboard", "layout");
    return { text: sentence, look: outcome === "well" ? "success" : "error" };
  } catch (error) {
    return toldRefusal(error);
  }
}
