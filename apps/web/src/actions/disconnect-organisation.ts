"use server";

import { disconnectOrganisation as disconnect } from "@counterfoil/services/connection/disconnect-organisation";
import { revalidatePath } from "next/cache";
import { context } from "../context.ts";
import { requireActor } from "../session.ts";
import { type Told, toldRefusal } from "./told.ts";

export async function disconnectOrganisation(form: FormData): Promise<Told> {
  const { actor } = await requireActor();
  try {
    await disconnect(await context(), actor, { organisationId: String(form.get("organisationId") ?? "") });
  } catch (error) {
    return toldRefusal(error);
  }
  revalidatePath("/dashboard", "layout");
  return { text: "Disconnected from Xero. Documents are kept until you connect it again.", look: "success" };
}
