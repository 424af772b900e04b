import { readPaymentMethods } from "@counterfoil/services/policy/read-payment-methods";
import { jsonRoute } from "../../../../../http/json-route.ts";

export const GET = jsonRoute(({ ctx, actor, params }) =>
  readPaymentMethods(ctx, actor, { bindingId: params.id ?? "" }),
);
