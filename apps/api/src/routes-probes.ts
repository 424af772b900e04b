import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { ApiContext } from "./context.ts";
import { sendRefusal } from "./error-reply.ts";

const READY_WITHIN_MS = 2_000;

/** `/healthz`: the process answers. `/readyz`: it reaches its database too. */
export function registerProbes(app: FastifyInstance, ctx: ApiContext): void {
  const typed = app.withTypeProvider<ZodTypeProvider>();
  const schema = (summary: string) => ({
    tags: ["Probes"],
    summary,
    response: { 200: z.object({ status: z.literal("ok") }) },
  });

  typed.get("/healthz", { schema: schema("The process is up") }, async () => ({ status: "ok" as const }));

  const readySchema = schema("The process can take events");
  const response = { ...readySchema.response, 503: problemSchema };
  typed.get("/readyz", { schema: { ...readySchema, response } }, async (request, reply) => {
    if (await isReady(ctx)) return { status: "ok" as const };
    const message = "The database does not answer.";
    return sendRefusal(request, reply, { status: 503, error: "not_ready", message });
  });
}

const problemSchema = z
  .object({ type: z.string(), title: z.string(), status: z.literal(503), detail: z.string() })
  .describe("The database does not answer: see Retry-After");

async function isReady(ctx: ApiContext): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), READY_WITHIN_MS);
  });
  const answers = ctx.db.app.query("SELECT 1").then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([answers, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
