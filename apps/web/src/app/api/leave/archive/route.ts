import { Readable } from "node:stream";
import { exportArchive } from "@counterfoil/services/leave/export-archive";
import { jsonRoute } from "../../../../http/json-route.ts";

/** All data of the account as a ZIP, streamed while it is read. */
export const GET = jsonRoute(async ({ ctx, actor }) => {
  const { name, bytes } = await exportArchive(ctx, actor);
  return new Response(Readable.toWeb(Readable.from(bytes)) as ReadableStream, {
    headers: {
      "content-type": "application/zip",
      "content-disposition": `attachment; filename="${name}"`,
      "cache-control": "no-store",
    },
  });
});
