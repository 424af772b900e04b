import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";

export type Raised = { kind: string; increment_id: string; grand_total: number };

export type Shop = {
  url: string;
  /** By the simulator's own hand: `{ count, kind, scenario }`. */
  raise(input?: object): Promise<Raised[]>;
  /** One invoice of exactly these parts; answers its number. */
  raiseInvoice(parts: object): Promise<string>;
  /** An address of its control, `/__sim/…`: posts `body` where there is one. */
  control<T>(path: string, body?: object): Promise<T>;
  /** A new one, as its admin makes it; made `ageSeconds` ago. */
  pairingCode(ageSeconds?: number): Promise<string>;
  clearFaults(): Promise<void>;
  stop(): Promise<void>;
};

/** A Magento store of one's own, beside the one that the system has. */
export async function startShop(name = "Fern & Flint"): Promise<Shop> {
  const root = path.resolve(import.meta.dirname, "..");
  const endWithParent = path.join(root, "scripts/stack/end-with-parent.mjs");
  const command = ["--import", endWithParent, "--import", "tsx", "apps/magento-simulator/src/main.ts"];
  const child = spawn(process.execPath, command, {
    cwd: root,
    env: { ...process.env, PORT: "0", STORE_NAME: name, TIME_SCALE: "4", OUTBOX_TICK_MS: "4000" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await addressOf(child);
  const control = async <T>(at: string, body?: object): Promise<T> => {
    const headers = { "content-type": "application/json" };
    const response = await fetch(
      `${url}${at}`,
      body && { method: "POST", headers, body: JSON.stringify(body) },
    );
    if (!response.ok) throw new Error(`${at}: HTTP ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  };
  return {
    url,
    control,
    raise: async (input = {}) => (await control<{ documents: Raised[] }>("/__sim/raise", input)).documents,
    raiseInvoice: async (parts) =>
      (await control<{ increment_id: string }>("/__sim/invoices", parts)).increment_id,
    pairingCode: async (ageSeconds = 0) =>
      (await control<{ code: string }>("/__sim/pairing-code", { ageSeconds })).code,
    clearFaults: async () => void (await fetch(`${url}/__sim/faults`, { method: "DELETE" })),
    stop: async () => {
      if (child.exitCode !== null) return;
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}

async function addressOf(child: ChildProcess): Promise<string> {
  if (child.stdout)
    for await (const line of createInterface({ input: child.stdout })) {
      const url = /on (http\S+)$/.exec(line)?.[1];
      if (url) return url;
    }
  throw new Error("The store did not start; its reason is above.");
}
