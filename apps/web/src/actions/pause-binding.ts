"use server";

import { pauseBinding as pause } from "@counterfoil/services/binding/pause-binding";
import { revalidatePath } from "next/cache";
import { context } from "../context.ts";
import { requireActor } from "../session.ts";
import { type Told, toldRefusal } from "./told.ts";

export async function pauseBinding(form: FormData): Promise<Told> {
  const { actor } = await requireActor();
  const paused = form.get("paused") === "true";
  try {
    await pause(await context(), actor, { bindingId: String(form.get("bindingId") ?? ""), paused });
  } catch (error) {
    return toldRefusal(error);
  }
  revalidatePath("/dashboard", "layout");
  const text = paused
    ? "Paused. Documents are kept and prepared; nothing is sent until you resume."
    : "Resumed. What waited goes to Xero by itself.";
  return { text, look: "success" };
}
