"use server";

import { isCounterfoilError, type Problem } from "@counterfoil/core/errors";
import type { PolicyInput } from "@counterfoil/core/policy";
import { readNewestSettings, type SettingsVersion } from "@counterfoil/services/policy/get-settings";
import { nameStoreViews } from "@counterfoil/services/policy/name-store-views";
import { savePolicy } from "@counterfoil/services/policy/save-policy";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { context } from "../context.ts";
import { requireActor } from "../session.ts";

export type SaveOutcome =
  | { outcome: "saved"; version: number; documents: number }
  | { outcome: "refused"; message: string; problems: readonly Problem[] }
  /** Somebody saved in between: theirs, to be looked at beside what was typed. */
  | { outcome: "conflict"; message: string; theirs: SettingsVersion };

const inputSchema = z.object({
  bindingId: z.string(),
  baseVersion: z.number().int(),
  changes: z.record(z.string(), z.unknown()),
  viewNames: z.record(z.string(), z.string()),
});

/** Saves what was changed of a binding's settings, and the names of its store views. */
export async function saveSettings(input: unknown): Promise<SaveOutcome> {
  const { actor } = await requireActor();
  const ctx = await context();
  const { bindingId, baseVersion, changes, viewNames } = inputSchema.parse(input);
  let saved = { version: baseVersion, documents: 0 };
  try {
    // The verb parses the values; unknown names are dropped there.
    if (Object.keys(changes).length > 0)
      saved = await savePolicy(ctx, actor, { bindingId, baseVersion, changes: changes as PolicyInput });
    if (Object.keys(viewNames).length > 0) await nameStoreViews(ctx, actor, { bindingId, names: viewNames });
  } catch (error) {
    if (!isCounterfoilError(error)) throw error;
    const { message, problems } = error;
    const theirs = error.code === "conflict" ? await readNewestSettings(ctx, actor, { bindingId }) : null;
    return theirs && theirs.version !== baseVersion
      ? { outcome: "conflict", message, theirs }
      : { outcome: "refused", message, problems };
  }
  revalidatePath("/dashboard", "layout");
  return { outcome: "saved", ...saved };
}
