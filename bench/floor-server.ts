import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** The floor of simulator-reads: a bare Node server that answers what was last PUT to it. */
let body = Buffer.alloc(0);
const server = createServer(async (request, response) => {
  if (request.method === "PUT") {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    body = Buffer.concat(chunks);
  }
  response.writeHead(200, { "content-type": "application/json", "content-length": body.length }).end(body);
});
server.listen(0, "127.0.0.1", () =>
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`),
);
