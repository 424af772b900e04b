import { invalid } from "@counterfoil/core/errors";
import type { PolicyInput } from "@counterfoil/core/policy";
import { savePolicy } from "@counterfoil/services/policy/save-policy";
import { z } from "zod";
import { jsonRoute } from "../../../../../http/json-route.ts";
import { readBody } from "../../../../../http/read-body.ts";

const bodySchema = z.object({
  baseVersion: z.coerce.number().int().positive(),
  changes: z.record(z.string(), z.unknown()),
});

export const POST = jsonRoute(async ({ ctx, actor, request, params }) => {
  const body = bodySchema.safeParse(await readBody(request));
  if (!body.success)
    throw invalid("Send the version you looked at as `baseVersion`, and the settings as `changes`.");
  const { baseVersion, changes } = body.data;
  // The verb parses the values; unknown names are dropped there.
  return savePolicy(ctx, actor, { bindingId: params.id ?? "", baseVersion, changes: changes as PolicyInput });
});
