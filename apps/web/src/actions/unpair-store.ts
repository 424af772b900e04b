"use server";

import { unpairStore as unpair } from "@counterfoil/services/store/unpair-store";
import { revalidatePath } from "next/cache";
import { context } from "../context.ts";
import { requireActor } from "../session.ts";
import { type Told, toldRefusal } from "./told.ts";

export async function unpairStore(form: FormData): Promise<Told> {
  const { actor } = await requireActor();
  try {
    await unpair(await context(), actor, { storeId: String(form.get("storeId") ?? "") });
  } catch (error) {
    return toldRefusal(error);
  }
  revalidatePath("/dashboard", "layout");
  return { text: "The store is disconnected. Pair it again whenever you like.", look: "success" };
}
