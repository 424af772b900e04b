import type { Ports } from "../stack/ports.ts";
import type { StackInput } from "../stack/start-stack.ts";

/** The demo as a place: two stores beside the first, and the dashboard's page that leads to all of them. */
export function demoPlace(ports: Ports, [europe, empty]: readonly [number, number]) {
  const at = (port: number) => `http://127.0.0.1:${port}`;
  const stack: Pick<StackInput, "moreStores" | "dashboardVariables"> = {
    moreStores: [
      { name: "magento-europe", title: "Fern & Flint Ireland", port: europe },
      { name: "magento-empty", title: "Oak & Ember", port: empty },
    ],
    dashboardVariables: {
      DEMO: "true",
      DEMO_STORE_URL: at(ports.magento),
      DEMO_EMPTY_STORE_URL: at(empty),
    },
  };
  return { europeUrl: at(europe), emptyUrl: at(empty), stack };
}
