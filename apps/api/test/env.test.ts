import { expect, test } from "vitest";
import { readEnv } from "../src/env.ts";

const good = {
  APP_DATABASE_URL: "postgresql://app@127.0.0.1/counterfoil",
  SYSTEM_DATABASE_URL: "postgres://system@127.0.0.1/counterfoil",
  ENCRYPTION_KEYS: `one:${"0".repeat(64)}`,
  PUBLIC_URL: "https://counterfoil.example/",
};

test("defaults", () => {
  expect(readEnv({ ...good, PORT: "" })).toMatchObject({
    PORT: 3001,
    PUBLIC_URL: "https://counterfoil.example",
    TIME_SCALE: 1,
  });
});

test("every problem is said at once, without the values", () => {
  const bad = {
    ...good,
    PORT: "many",
    ENCRYPTION_KEYS: "one:5ec7e7",
    PUBLIC_URL: undefined,
    SYSTEM_DATABASE_URL: "mysql://x",
  };
  const attempt = () => readEnv(bad);
  for (const name of ["PORT", "ENCRYPTION_KEYS", "PUBLIC_URL", "SYSTEM_DATABASE_URL"])
    expect(attempt).toThrow(name);
  expect(attempt).not.toThrow("5ec7e7");
});

test("time is never scaled in production", () => {
  expect(() => readEnv({ ...good, NODE_ENV: "production", TIME_SCALE: "60" })).toThrow("TIME_SCALE");
  expect(readEnv({ ...good, NODE_ENV: "development", TIME_SCALE: "60" }).TIME_SCALE).toBe(60);
});
