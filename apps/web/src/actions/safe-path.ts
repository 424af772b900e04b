/** Where to go after signing in: only ever a path of ours. */
export function safePath(wanted: unknown, otherwise = "/dashboard"): string {
  if (typeof wanted !== "string" || !/^\/(?![/\\])/.test(wanted)) return otherwise;
  const url = new URL(wanted, "http://ours.invalid");
  return url.host === "ours.invalid" ? `${url.pathname}${url.search}` : otherwise;
}
