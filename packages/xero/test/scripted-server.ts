import http from "node:http";
import type { AddressInfo } from "node:net";

export type SeenRequest = {
  method: string;
  url: string;
  headers: http.IncomingHttpHeaders;
  body: string;
};

export type ScriptedAnswer =
  | { status: number; body?: unknown; text?: string; headers?: http.OutgoingHttpHeaders }
  | "hang"
  | "cut"
  | "cut-in-body";

/** How long a client waits for it: briefly for what never comes, and for all else as long as a busy machine may take. */
export const patienceMs = (answer: ScriptedAnswer) => (answer === "hang" ? 300 : 5_000);

/** A real HTTP server that answers as scripted, so that clients are tested through their sockets. */
export async function startScriptedServer(script: (request: SeenRequest) => ScriptedAnswer) {
  const seen: SeenRequest[] = [];
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      const one = { method, url, headers, body: Buffer.concat(chunks).toString("utf8") };
      seen.push(one);
      const answer = script(one);
      if (answer === "hang") return;
      if (answer === "cut") return request.socket.destroy();
      if (answer === "cut-in-body") {
        response.writeHead(200, { "content-type": "application/json", "content-length": "5000" });
        response.write('{"Invoices":[');
        return setImmediate(() => response.destroy());
      }
      const text = answer.text ?? (answer.body === undefined ? "" : JSON.stringify(answer.body));
      response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers }).end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
