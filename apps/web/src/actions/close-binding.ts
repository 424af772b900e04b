"use server";

import { closeBinding as close } from "@counterfoil/services/binding/close-binding";
import { redirect } from "next/navigation";
import { context } from "../context.ts";
import { requireActor } from "../session.ts";
import { type Told, toldRefusal } from "./told.ts";

export async function closeBinding(form: FormData): Promise<Told> {
  const { actor } = await requireActor();
  try {
    await close(await context(), actor, { bindingId: String(form.get("bindingId") ?? "") });
  } catch (error) {
    return toldRefusal(error);
  }
  // Its row is gone from the page, so the page says it.
  redirect("/dashboard/bindings?ended=1");
}
