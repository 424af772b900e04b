import type { ServiceContext } from "@counterfoil/services/context";
import type { SignedIn } from "@counterfoil/services/member/find-actor";
import { context } from "../context.ts";
import { requireApiActor } from "../session.ts";
import { problemOf } from "./problem.ts";

// Routes without a dynamic part get no params at all.
type Params = { params: Promise<Record<string, string | string[] | undefined> | undefined> };

/** A JSON route for somebody signed in: whatever `work` returns is the body, whatever it throws a problem. */
export function jsonRoute(
  work: (
    input: { ctx: ServiceContext; request: Request; params: Record<string, string> } & SignedIn,
  ) => Promise<Response | object>,
) {
  return async (request: Request, { params }: Params): Promise<Response> => {
    try {
      const signedIn = await requireApiActor();
      const ctx = await context();
      const given = Object.entries((await params) ?? {}).filter(
        (entry): entry is [string, string] => typeof entry[1] === "string",
      );
      const result = await work({ ctx, request, params: Object.fromEntries(given), ...signedIn });
      return result instanceof Response
        ? result
        : Response.json(result, { headers: { "cache-control": "no-store" } });
    } catch (error) {
      return problemOf(error);
    }
  };
}
