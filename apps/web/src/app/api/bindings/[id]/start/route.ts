import { startBinding } from "@counterfoil/services/binding/start-binding";
import { jsonRoute } from "../../../../../http/json-route.ts";
import { readBody } from "../../../../../http/read-body.ts";

export const POST = jsonRoute(async ({ ctx, actor, request, params }) =>
  startBinding(ctx, actor, { ...(await readBody(request)), bindingId: params.id }),
);
