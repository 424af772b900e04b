export type StoreAddress =
  | { ok: true; baseUrl: string }
  | {
      ok: false;
      problem: "address_missing" | "address_invalid" | "address_with_login" | "address_with_query";
    };

/**
 * The one spelling of a store's address, which tells a store that is paired again from a new one: https unless http was typed,
 * host in lower case, no default port, no slash at the end; a path is kept.
 */
export function storeAddress(typed: string): StoreAddress {
  const text = typed.trim();
  if (text === "") return { ok: false, problem: "address_missing" };
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  const full = scheme === undefined ? `https://${text}` : text;
  if (/\s/.test(full) || !URL.canParse(full)) return { ok: false, problem: "address_invalid" };
  const url = new URL(full);
  const isWeb = url.protocol === "https:" || url.protocol === "http:";
  const looksLikeHost = scheme !== undefined || url.hostname === "localhost" || /[.:]/.test(url.host);
  // An address may hold more signs than any host has; it comes to stand in a header that says who may frame our page.
  const isHost = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)$/.test(url.hostname);
  if (!isWeb || !looksLikeHost || !isHost || full.length > MAX_LENGTH)
    return { ok: false, problem: "address_invalid" };
  if (url.username !== "" || url.password !== "") return { ok: false, problem: "address_with_login" };
  if (url.search !== "" || url.hash !== "") return { ok: false, problem: "address_with_query" };
  return { ok: true, baseUrl: url.origin + url.pathname.replace(/\/+$/, "") };
}

const MAX_LENGTH = 500;
