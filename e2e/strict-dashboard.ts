import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import path from "node:path";
import { expect } from "@playwright/test";
import { freePorts } from "../scripts/stack/ports.ts";
import { system } from "./system.ts";

/** The dashboard as strict as production has it, beside the system's own and on the same data: no private stores, time as it is. */
export async function startStrictDashboard(): Promise<{ url: string; stop(): Promise<void> }> {
  const root = path.resolve(import.meta.dirname, "..");
  const { web: port } = await freePorts();
  const url = `http://localhost:${port}`;
  const next = path.join(root, "node_modules/next/dist/bin/next");
  const endWithParent = path.join(root, "scripts/stack/end-with-parent.mjs");
  const command = ["--import", endWithParent, next, "start", "--port", `${port}`, "--hostname", "localhost"];
  const child = spawn(process.execPath, command, {
    cwd: path.join(root, "apps/web"),
    env: {
      ...process.env,
      NODE_ENV: "production",
      ...system().variables,
      ALLOW_PRIVATE_STORE_URLS: "",
      TIME_SCALE: "",
      API_ORIGIN: system().apiUrl,
      NEXTAUTH_SECRET: randomBytes(32).toString("hex"),
      NEXTAUTH_URL: url,
      PUBLIC_URL: url,
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  await expect.poll(() => answers(`${url}/healthz`), { intervals: [100] }).toBe(true);
  return {
    url,
    stop: async () => {
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}

function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    (response) => response.ok,
    () => false,
  );
}
