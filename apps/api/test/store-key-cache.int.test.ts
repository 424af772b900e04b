import { createStoreKeyCache } from "@counterfoil/services/store/store-key-cache";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createStore, type RunningApi, saveKey, startApi } from "./start-api.ts";

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

/** A cache over the real database whose reads are counted, and whose first answer arrives only when told to. */
function slowCache() {
  let release = () => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const seen = { reads: 0, answers: 0 };
  const { system } = api.testDatabase.database;
  const query = async (text: string, values: unknown[]) => {
    seen.reads += 1;
    const isFirst = seen.reads === 1;
    const result = await system.query(text, values);
    seen.answers += 1;
    if (isFirst) await gate;
    return result;
  };
  const db = { ...api.ctx.db, system: { query } as unknown as typeof system };
  const cache = createStoreKeyCache(
    { ...api.ctx, db },
    { deriveVerifyingKey: (apiKey) => Buffer.from(apiKey) },
  );
  return { cache, seen, release };
}

test("a read that was under way before a key was saved is not taken for fresh, and many askers share the next", async () => {
  const store = await createStore(api);
  const { cache, seen, release } = slowCache();
  const early = cache.fresh(store.storeId);
  await expect.poll(() => seen.answers).toBe(1);
  const apiKey = await saveKey(api, { ...store, slot: "pending" });
  const late = Array.from({ length: 50 }, () => cache.fresh(store.storeId));
  release();
  expect((await early)?.keys.map(({ slot }) => slot)).toEqual(["current"]);
  for (const found of await Promise.all(late))
    expect(found?.keys.map(({ verifyingKey }) => verifyingKey.toString())).toEqual([store.apiKey, apiKey]);
  expect(seen.reads).toBe(2);
});

test("what was read is kept for half a minute, and no longer", async () => {
  const other = await startApi();
  try {
    const store = await createStore(other);
    const { storeKeys } = other.ctx;
    expect(storeKeys.cached(store.storeId)).toBeNull();
    await storeKeys.fresh(store.storeId);
    other.advance(29_000);
    expect(storeKeys.cached(store.storeId)).not.toBeNull();
    other.advance(2_000);
    expect(storeKeys.cached(store.storeId)).toBeNull();
    await storeKeys.fresh(store.storeId);
    storeKeys.forget(store.storeId);
    expect(storeKeys.cached(store.storeId)).toBeNull();
  } finally {
    await other.close();
  }
});
