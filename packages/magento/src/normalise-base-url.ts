export type BaseUrlOutcome =
  | { ok: true; baseUrl: string }
  | { ok: false; problem: "empty" | "not_a_url" | "not_http" | "has_credentials" | "has_query" };

/**
 * The one spelling of a store's address, so that the same store is recognised when it is paired again: https unless http was
 * typed, host in lower case, default port and trailing slashes dropped, path kept.
 */
export function normaliseBaseUrl(typed: string): BaseUrlOutcome {
  const text = typed.trim();
  if (text === "") return { ok: false, problem: "empty" };
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  const candidate = hasScheme ? text : `https://${text.replace(/^\/+/, "")}`;
  if (/\s/.test(candidate) || !URL.canParse(candidate)) return { ok: false, problem: "not_a_url" };
  const url = new URL(candidate);
  if (url.protocol !== "https:" && url.protocol !== "http:") return { ok: false, problem: "not_http" };
  if (url.username !== "" || url.password !== "") return { ok: false, problem: "has_credentials" };
  if (url.search !== "" || url.hash !== "") return { ok: false, problem: "has_query" };
  if (!hasScheme && !/[.:]/.test(url.host) && url.hostname !== "localhost") {
    return { ok: false, problem: "not_a_url" };
  }
  return { ok: true, baseUrl: `${url.origin}${url.pathname.replace(/\/+$/, "")}` };
}
