import { findEmbeddedStore } from "@counterfoil/db/system/find-embedded-store";
import { z } from "zod";
import { context } from "../context.ts";

/** Who may frame `/embed/{store}`: that store's own origin. Null for everything else: nobody. */
export async function findFrameOrigin(pathname: string): Promise<string | null> {
  const [, area, id, ...rest] = pathname.split("/");
  const storeId = z.uuid().safeParse(id);
  if (area !== "embed" || rest.length > 0 || !storeId.success) return null;
  const { db } = await context();
  const store = await findEmbeddedStore(db.system, { storeId: storeId.data });
  return store === null ? null : new URL(store.baseUrl).origin;
}
