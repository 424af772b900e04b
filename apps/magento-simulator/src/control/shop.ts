import type { SimulatorContext } from "../context.ts";
import { raiseDocuments } from "./raise-document.ts";

export interface Shop {
  set: (settings: { running: boolean; everySeconds?: number | undefined }) => void;
  status: () => { running: boolean; everySeconds: number };
}

const EVERY_SECONDS = 20;

/** The living shop: one more document of the mix every so often, in real seconds. */
export function createShop(context: SimulatorContext): Shop {
  let timer: NodeJS.Timeout | null = null;
  let everySeconds = EVERY_SECONDS;
  return {
    set: (settings) => {
      everySeconds = settings.everySeconds ?? everySeconds;
      if (timer) clearInterval(timer);
      timer = settings.running
        ? setInterval(() => raiseDocuments(context, { count: 1 }), everySeconds * 1000)
        : null;
    },
    status: () => ({ running: timer !== null, everySeconds }),
  };
}
