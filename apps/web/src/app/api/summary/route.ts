import { homeSummary } from "@counterfoil/services/document/home-summary";
import { jsonRoute } from "../../../http/json-route.ts";

export const GET = jsonRoute(({ ctx, actor }) => homeSummary(ctx, actor));
