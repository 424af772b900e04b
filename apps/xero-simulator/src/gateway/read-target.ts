import { splitUrl } from "./call-log.ts";

export const ACCOUNTING_PREFIX = "/api.xro/2.0/";

/** What an accounting URL names: an endpoint, the path below it, decoded, and the query. */
export interface Target {
  name: string;
  rest: string[];
  query: URLSearchParams;
}

/** Null where the path has an escape that cannot be decoded. */
export function readTarget(url: string): Target | null {
  const { path, query } = splitUrl(url);
  try {
    const [name = "", ...rest] = path
      .slice(ACCOUNTING_PREFIX.length)
      .replace(/\/$/, "")
      .split("/")
      .map((segment) => decodeURIComponent(segment));
    return { name, rest, query: new URLSearchParams(query) };
  } catch {
    return null;
  }
}
