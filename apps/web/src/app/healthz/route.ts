export const dynamic = "force-dynamic";

/** This process answers. Nothing behind it is asked. */
export function GET(): Response {
  return Response.json({ status: "ok" }, { headers: { "cache-control": "no-store" } });
}
