/** The caller's network address as the proxy in front tells it; without one nobody can be told apart. */
export function clientAddress(headers: Headers): string | null {
  return headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() || null;
}
