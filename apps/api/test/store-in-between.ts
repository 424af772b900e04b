import http from "node:http";
import type { AddressInfo } from "node:net";

export type InBetween = {
  url: string;
  /** What to do with the next requests; null lets them through. */
  behave: Behaviour | null;
  close(): Promise<void>;
};

/** Looks at the path; "cut-after" passes the request on and then drops the line, so that the store acts and nobody hears of it. */
type Behaviour = (path: string) => Reply | "cut" | "cut-after" | null;
type Reply = { status: number; headers?: Record<string, string>; body?: string };

/** Something that stands in front of a store: a proxy that can answer in its place or lose what it says. */
export async function startInBetween(target: string): Promise<InBetween> {
  const server = http.createServer((request, response) => {
    const decision = between.behave?.(request.url ?? "/") ?? null;
    if (decision === "cut") {
      request.socket.destroy();
      return;
    }
    if (decision !== null && decision !== "cut-after") {
      request.resume();
      response.writeHead(decision.status, decision.headers).end(decision.body ?? "");
      return;
    }
    const { method, headers, url = "/" } = request;
    const onward = http.request(`${target}${url}`, { method, headers }, (answer) => {
      if (decision === "cut-after") {
        answer.resume();
        request.socket.destroy();
        return;
      }
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on("error", () => request.socket.destroy());
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const between: InBetween = {
    url: `http://127.0.0.1:${port}`,
    behave: null,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return between;
}
