import { createServer } from "node:net";

export type Ports = { web: number; api: number; worker: number; xero: number; magento: number };

const USUAL: Ports = { web: 3000, api: 3001, worker: 3002, xero: 4010, magento: 4020 };

/** Of the demo's other stores, beside the usual ones. */
const USUAL_MORE = [4021, 4022];

const LEFT_BEHIND_MS = 5_000;

/** The usual ports, so that addresses stay the same from one day to the next. Throws a sentence when one is taken. */
export async function usualPorts(): Promise<Ports> {
  for (const [name, port] of Object.entries(USUAL)) await claim(port, name);
  return USUAL;
}

/** The same for the demo's two other stores. */
export async function usualStorePorts(): Promise<[number, number]> {
  for (const port of USUAL_MORE) await claim(port, "store's");
  const [second = 0, third = 0] = USUAL_MORE;
  return [second, third];
}

/** Whatever is free, for runs that must not meet another. */
export async function freePorts(): Promise<Ports> {
  const [web, api, worker, xero, magento] = await free(Object.keys(USUAL).length);
  return { web, api, worker, xero, magento } as Ports;
}

export async function freeStorePorts(): Promise<[number, number]> {
  const [second = 0, third = 0] = await free(2);
  return [second, third];
}

async function free(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listen(0)));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

async function claim(port: number, name: string): Promise<void> {
  if (await becomesFree(port)) return;
  throw new Error(
    `Port ${port}, which the ${name} process uses, is taken by another program. Stop that program (another demo, perhaps) and try again.`,
  );
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
