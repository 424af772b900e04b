import { findPulse } from "@counterfoil/services/document/find-pulse";
import { jsonRoute } from "../../../http/json-route.ts";

export const GET = jsonRoute(async ({ ctx, actor }) => ({ pulse: await findPulse(ctx, actor) }));
