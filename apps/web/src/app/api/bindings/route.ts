import { createBinding } from "@counterfoil/services/binding/create-binding";
import { listBindings } from "@counterfoil/services/binding/list-bindings";
import { jsonRoute } from "../../../http/json-route.ts";
import { readBody } from "../../../http/read-body.ts";

export const GET = jsonRoute(async ({ ctx, actor }) => ({ bindings: await listBindings(ctx, actor) }));

export const POST = jsonRoute(async ({ ctx, actor, request }) => {
  const result = await createBinding(ctx, actor, await readBody(request));
  return Response.json(result, { status: result.isNew ? 201 : 200 });
});
