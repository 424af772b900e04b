import { invalid } from "@counterfoil/core/errors";
import type { PolicyInput } from "@counterfoil/core/policy";
import { previewPolicy } from "@counterfoil/services/policy/preview-policy";
import { z } from "zod";
import { jsonRoute } from "../../../../../../http/json-route.ts";
import { readBody } from "../../../../../../http/read-body.ts";

const bodySchema = z.object({ changes: z.record(z.string(), z.unknown()) });

export const POST = jsonRoute(async ({ ctx, actor, request, params }) => {
  const body = bodySchema.safeParse(await readBody(request));
  if (!body.success) throw invalid("Send the settings as `changes`.");
  // The verb parses the values; unknown names are dropped there.
  return previewPolicy(ctx, actor, { bindingId: params.id ?? "", changes: body.data.changes as PolicyInput });
});
