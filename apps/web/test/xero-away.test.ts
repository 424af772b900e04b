import { createXeroSimulator } from "@counterfoil/xero-simulator/server";
import { afterEach, expect, test, vi } from "vitest";
import { takeXeroAway, xeroAwayUntil } from "../src/demo/xero-away.ts";

afterEach(() => {
  vi.useRealTimers();
});

test("Xero answers nobody for a minute, and is back by itself", async () => {
  const simulator = await createXeroSimulator({});
  const origin = await simulator.listen();
  const faults = async () => {
    const { faults: armed } = (await (await fetch(`${origin}/__sim/faults`)).json()) as { faults: unknown[] };
    return armed.length;
  };
  try {
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    await takeXeroAway(origin);
    expect(await faults()).toBe(1);
    expect((await fetch(`${origin}/api.xro/2.0/Organisation`)).status).toBe(503);
    await takeXeroAway(origin);
    expect(await faults(), "once, however often it is asked").toBe(1);
    expect(xeroAwayUntil()).not.toBeNull();
    expect(xeroAwayUntil(Date.now() + 61_000)).toBeNull();
    vi.advanceTimersByTime(61_000);
    vi.useRealTimers();
    await expect.poll(faults).toBe(0);
  } finally {
    await simulator.close();
  }
});
