import { createServer } from "node:net";

export type Ports = { web: number; api: number; worker: number; xero: number; magento: number };

const USUAL: Ports = { web: 3000, api: 3001, worker: 3002, xero: 4010, magento: 4020 };

const LEFT_BEHIND_MS = 5_000;

/** The usual ports, so that addresses stay the same from one day to the next. Throws a sentence when one is taken. */
export async function usualPorts(): Promise<Ports> {
  for (const [name, port] of Object.entries(USUAL))
    if (!(await becomesFree(port)))
      throw new Error(
        `Port ${port}, which the ${name} process uses, is taken by another program. Stop that program (another demo, perhaps) and try again.`,
      );
  return USUAL;
}

/** Whatever is free, for runs that must not meet another. */
export async function freePorts(): Promise<Ports> {
  const servers = await Promise.all(Object.keys(USUAL).map(() => listen(0)));
  const [web, api, worker, xero, magento] = servers.map(
    (server) => (server.address() as { port: number }).port,
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return { web, api, worker, xero, magento } as Ports;
}

/** What a run that was killed has left behind ends by itself within seconds. */
async function becomesFree(port: number): Promise<boolean> {
  const endsAt = Date.now() + LEFT_BEHIND_MS;
  while (!(await isFree(port))) {
    if (Date.now() > endsAt) return false;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return true;
}

async function isFree(port: number): Promise<boolean> {
  const server = await listen(port).catch(() => null);
  if (server === null) return false;
  await new Promise((resolve) => server.close(resolve));
  return true;
}

function listen(port: number): Promise<ReturnType<typeof createServer>> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}
