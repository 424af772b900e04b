import http from "node:http";
import type { AddressInfo } from "node:net";

export type SeenRequest = { url: string; authorization: string };

/** A ledger that takes every event, so that a store's own calls can be looked at. */
export async function startLedger(onRequest: (request: SeenRequest) => void) {
  const server = http.createServer((request, response) => {
    request.resume().on("end", () => {
      onRequest({ url: request.url ?? "", authorization: request.headers.authorization ?? "" });
      response.writeHead(202, { "content-type": "application/json" }).end('{"sync_run_id":"run-1"}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
