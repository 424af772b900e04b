import { documentCsv } from "@counterfoil/services/document/document-csv";
import { jsonRoute } from "../../../../http/json-route.ts";

export const GET = jsonRoute(async ({ ctx, actor, request }) => {
  const chunks = await documentCsv(ctx, actor, Object.fromEntries(new URL(request.url).searchParams));
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    // Reads on only while somebody takes what was read.
    pull: async (controller) => {
      const { value, done } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: async () => {
      await chunks.return(undefined);
    },
  });
  return new Response(body, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="counterfoil-documents-${ctx.now().toISOString().slice(0, 10)}.csv"`,
      "cache-control": "no-store",
    },
  });
});
