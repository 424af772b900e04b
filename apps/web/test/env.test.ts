import { expect, test } from "vitest";
import { readEnv } from "../src/env.ts";

const good = {
  APP_DATABASE_URL: "postgresql://app@127.0.0.1/x",
  SYSTEM_DATABASE_URL: "postgresql://system@127.0.0.1/x",
  ENCRYPTION_KEYS: `one:${"0f".repeat(32)}`,
  NEXTAUTH_SECRET: "s".repeat(32),
  PUBLIC_URL: "https://counterfoil.example/",
  API_ORIGIN: "http://127.0.0.1:3001",
};

test("reads what is there, and addresses without their last slash", () => {
  expect(readEnv(good)).toMatchObject({
    PUBLIC_URL: "https://counterfoil.example",
    ALLOW_PRIVATE_STORE_URLS: false,
    TIME_SCALE: 1,
  });
});

test("names every bad variable at once, and shows no value", () => {
  const bad = {
    ...good,
    ENCRYPTION_KEYS: "one:secret",
    NEXTAUTH_SECRET: "short",
    PUBLIC_URL: "",
    API_ORIGIN: "x",
  };
  expect(() => readEnv(bad)).toThrow(/ENCRYPTION_KEYS.*NEXTAUTH_SECRET.*PUBLIC_URL.*API_ORIGIN/s);
  expect(() => readEnv(bad)).not.toThrow(/secret|short/);
});

test("time is never scaled in production", () => {
  const scaled = { ...good, NODE_ENV: "production", TIME_SCALE: "60" };
  expect(() => readEnv(scaled)).toThrow("TIME_SCALE must be 1 in production");
  expect(readEnv({ ...scaled, ALLOW_PRIVATE_STORE_URLS: "true" }).TIME_SCALE).toBe(60);
});

test("nobody is let in by the demo's page where it is not a demo", () => {
  expect(readEnv(good).DEMO).toBe(false);
  expect(() => readEnv({ ...good, DEMO: "true" })).toThrow("DEMO is for npm run demo alone");
  expect(() => readEnv({ ...good, DEMO: "true", ALLOW_PRIVATE_STORE_URLS: "true" })).toThrow("DEMO");
  const local = { ...good, DEMO: "true", ALLOW_PRIVATE_STORE_URLS: "true" };
  expect(readEnv({ ...local, PUBLIC_URL: "http://localhost:3000" }).DEMO).toBe(true);
});
