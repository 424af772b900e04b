import { listStores } from "@counterfoil/services/binding/list-stores";
import { connectStore } from "@counterfoil/services/pairing/connect-store";
import { jsonRoute } from "../../../http/json-route.ts";
import { problem } from "../../../http/problem.ts";
import { readBody } from "../../../http/read-body.ts";

export const GET = jsonRoute(async ({ ctx, actor }) => ({ stores: await listStores(ctx, actor) }));

export const POST = jsonRoute(async ({ ctx, actor, request }) => {
  const body = await readBody(request);
  const result = await connectStore(ctx, actor, {
    baseUrl: String(body.baseUrl ?? ""),
    pairingCode: String(body.pairingCode ?? ""),
  });
  if (result.ok) return Response.json({ storeId: result.storeId, warning: result.warning }, { status: 201 });
  return problem(422, {
    code: "pairing_failed",
    detail: result.sentence,
    problem: result.problem,
    suggestedUrl: result.suggestedUrl,
  });
});
