import { isStoreCode } from "../generator/store-views.ts";

/**
 * The address a store answers under, made one: `/index.php/rest/V1/…` (no rewrites) and `/rest/{store code}/V1/…` are
 * the same as `/rest/V1/…`. A store code nobody knows is left in, and so matches no route; `all` cannot be read from.
 */
export function storePath(url: string, method: string): string {
  const path = url.replace(/^\/index\.php(?=\/)/, "");
  const code = /^\/rest\/([a-z][a-z0-9_]*)\/V1\//.exec(path)?.[1];
  const isKnown = code !== undefined && (isStoreCode(code) || (code === "all" && method !== "GET"));
  return isKnown ? path.replace(`/rest/${code}/`, "/rest/") : path;
}
