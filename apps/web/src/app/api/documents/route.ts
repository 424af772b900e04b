import { listDocuments } from "@counterfoil/services/document/list-documents";
import { jsonRoute } from "../../../http/json-route.ts";

export const GET = jsonRoute(({ ctx, actor, request }) =>
  listDocuments(ctx, actor, Object.fromEntries(new URL(request.url).searchParams)),
);
