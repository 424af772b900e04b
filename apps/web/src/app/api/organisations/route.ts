import { listOrganisations } from "@counterfoil/services/connection/list-organisations";
import { jsonRoute } from "../../../http/json-route.ts";

export const GET = jsonRoute(async ({ ctx, actor }) => ({
  organisations: await listOrganisations(ctx, actor),
}));
