import { recordExchanges } from "@counterfoil/xero-simulator/conformance/record-exchanges";
import { wrongRequests } from "@counterfoil/xero-simulator/conformance/wrong-requests";
import type { Switches } from "@counterfoil/xero-simulator/options";
import { createXeroSimulator, type XeroSimulator } from "@counterfoil/xero-simulator/server";

export type SimulatedXero = {
  origin: string;
  state: XeroSimulator["state"];
  turn: (switches: Partial<Switches>) => Promise<void>;
  /** Fails when a request of ours breaks Xero's own specification. */
  stop: () => Promise<void>;
};

/** A Xero on a free port. */
export async function startSimulatedXero(): Promise<SimulatedXero> {
  const simulator = await createXeroSimulator();
  const exchanges = recordExchanges(simulator.app);
  const origin = await simulator.listen({ host: "127.0.0.1", port: 0 });
  return {
    origin,
    state: simulator.state,
    turn: async (switches) => {
      const headers = { "content-type": "application/json" };
      const body = JSON.stringify(switches);
      const answer = await fetch(`${origin}/__sim/switches`, { method: "POST", headers, body });
      if (!answer.ok) throw new Error(await answer.text());
    },
    stop: async () => {
      await simulator.close();
      const wrong = wrongRequests(exchanges);
      if (wrong.length > 0) throw new Error(wrong.join("\n"));
    },
  };
}
