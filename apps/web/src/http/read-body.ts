import { forbidden } from "@counterfoil/core/errors";
import { env } from "../env.ts";
import { problem } from "./problem.ts";

const MAX_BYTES = 64 * 1024;

/** A small body, JSON or a form, from our own pages or from no browser at all. Browsers always name the origin of a POST. */
export async function readBody(request: Request): Promise<Record<string, unknown>> {
  assertSameOrigin(request);
  const bytes = await request.arrayBuffer();
  if (bytes.byteLength > MAX_BYTES)
    throw problem(413, { code: "too_large", detail: "This is more than 64 KB. Send less." });
  const text = new TextDecoder().decode(bytes);
  const type = request.headers.get("content-type") ?? "";
  if (type.startsWith("application/x-www-form-urlencoded"))
    return Object.fromEntries(new URLSearchParams(text));
  if (!type.startsWith("application/json"))
    throw problem(415, {
      code: "unsupported",
      detail: "Send JSON (application/json) or a form (application/x-www-form-urlencoded).",
    });
  const parsed = parseJson(text);
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed))
    throw problem(400, { code: "malformed", detail: "Send a JSON object." });
  return { ...parsed };
}

/** Session cookies are SameSite=Lax besides; this also stops a page on another port of the same host. */
export function assertSameOrigin(request: Request): void {
  const origin = request.headers.get("origin");
  const site = request.headers.get("sec-fetch-site");
  const own = [
    env().PUBLIC_URL,
    `http://${request.headers.get("host")}`,
    `https://${request.headers.get("host")}`,
  ];
  const isForeign =
    origin !== null ? !own.includes(origin) : site !== null && !["same-origin", "none"].includes(site);
  if (isForeign) throw forbidden("This request came from another site.");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw problem(400, { code: "malformed", detail: "This is not JSON." });
  }
}
