import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { expect, test } from "vitest";
import { type Answer, ask, createStore, ENCRYPTION_KEYS, publish, startApi, tokenOf } from "./start-api.ts";

test("a database that is gone is 503 everywhere, never a final answer", async () => {
  const api = await startApi();
  try {
    const store = await createStore(api);
    expect((await publish(api, store, { id: 1 })).status).toBe(202);
    await api.testDatabase.drop();
    const headers = { authorization: `Bearer ${tokenOf(store)}` };
    const answers: Record<string, Answer> = {
      "keys cached": await publish(api, store, { id: 2 }),
      "keys not cached": await publish(api, { ...store, storeId: "7f6d2a50-1111-4222-8333-444455556666" }),
      tile: await ask(`${api.url}/v1/tile/health`, { headers }),
      disconnect: await ask(`${api.url}/v1/tenant/disconnect`, { method: "POST", headers }),
    };
    for (const [name, answer] of Object.entries(answers)) {
      expect(answer.status, name).toBe(503);
      expect(answer.headers.get("retry-after"), name).toBe("60");
      expect(Object.keys(answer.body), name).toEqual(["error", "message"]);
    }
    expect(await ask(`${api.url}/readyz`)).toMatchObject({ status: 503, body: { title: "not_ready" } });
    expect((await ask(`${api.url}/healthz`)).status).toBe(200);
  } finally {
    await api.close();
  }
});

test("the process starts from its environment, and ends by itself when it is told to", async () => {
  const api = await startApi();
  const { appUrl, systemUrl } = api.testDatabase.urls;
  const child = spawn(
    process.execPath,
    ["--import", "tsx", path.resolve(import.meta.dirname, "../src/main.ts")],
    {
      env: {
        PATH: process.env.PATH,
        PORT: "0",
        APP_DATABASE_URL: appUrl,
        SYSTEM_DATABASE_URL: systemUrl,
        ENCRYPTION_KEYS,
        PUBLIC_URL: "http://127.0.0.1:3000",
      },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  try {
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (chunk) => {
      output += chunk;
    });
    const address = () => /"url":"([^"]+)"/.exec(output)?.[1];
    await expect.poll(address, { timeout: 20_000 }).toBeTruthy();
    const store = await createStore(api);
    expect((await publish({ ...api, url: address() ?? "" }, store)).status).toBe(202);
    expect(await ask(`${address()}/readyz`)).toMatchObject({ status: 200 });
    child.kill("SIGTERM");
    const [code] = await once(child, "exit");
    expect(code).toBe(0);
  } finally {
    child.kill("SIGKILL");
    await api.close();
  }
});
