import { getBinding } from "@counterfoil/services/binding/get-binding";
import { jsonRoute } from "../../../../http/json-route.ts";

export const GET = jsonRoute(({ ctx, actor, params }) =>
  getBinding(ctx, actor, { bindingId: params.id ?? "" }),
);
