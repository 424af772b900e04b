import { expect, test } from "vitest";
import { readEnv } from "../src/env.ts";

const good = {
  APP_DATABASE_URL: "postgresql://app@127.0.0.1/x",
  SYSTEM_DATABASE_URL: "postgresql://system@127.0.0.1/x",
  QUEUE_DATABASE_URL: "postgresql://queue@127.0.0.1/x",
  ENCRYPTION_KEYS: `one:${"0f".repeat(32)}`,
  PUBLIC_URL: "https://counterfoil.example/",
};

test("neither time nor Xero's limits are bent in production", () => {
  expect(readEnv(good)).toMatchObject({ TIME_SCALE: 1, XERO_CALLS_A_MINUTE: 60 });
  for (const bent of [{ TIME_SCALE: "60" }, { XERO_CALLS_A_MINUTE: "61" }]) {
    expect(() => readEnv({ ...good, NODE_ENV: "production", ...bent })).toThrow(Object.keys(bent)[0]);
    expect(() => readEnv({ ...good, NODE_ENV: "test", ...bent })).not.toThrow();
  }
});

test("an address that Xero would refuse on every invoice is refused here", () => {
  const PUBLIC_URL = "https://xero.counterfoil.example";
  expect(() => readEnv({ ...good, PUBLIC_URL })).toThrow("PUBLIC_URL");
});
