/** Where to go after signing in: only ever a path of ours. */
export function safePath(wanted: unknown, otherwise = "/dashboard"): string {
  if (typeof wanted !== "string" || !/^\/(?![/\\])/.test(wanted)) return otherwise;
  const url = new URL(wanted, "http://ours.invalid");
  // Resolving dots can leave two slashes in front, which a browser reads as another host: "/.//evil.example".
  const isOurs = url.host === "ours.invalid" && !url.pathname.startsWith("//");
  return isOurs ? `${url.pathname}${url.search}` : otherwise;
}
