import type { BindingRow } from "@counterfoil/services/binding/list-bindings";
import type { OrganisationRow } from "@counterfoil/services/connection/list-organisations";
import type { Step } from "./steps.tsx";

/** The three steps of the first run, with how far each is. */
export function firstSteps({
  stores,
  organisations,
  bindings,
}: {
  stores: { host: string; pairedAt: Date | null }[];
  organisations: OrganisationRow[];
  bindings: BindingRow[];
}): Step[] {
  const store = stores.find((each) => each.pairedAt !== null);
  const organisation = organisations.find((each) => each.status !== "not_connected");
  const binding = bindings[0];
  return [
    {
      title: "Connect Magento",
      text: store
        ? `${store.host} is paired.`
        : "Paste your store's address and the pairing code its admin shows.",
      isDone: store !== undefined,
      href: "/dashboard/connect-magento",
      action: "Connect Magento",
    },
    {
      title: "Connect your Xero account",
      text: organisation
        ? `${organisation.name} is connected.`
        : "You choose the organisation in Xero. We never ask for your Xero password.",
      isDone: organisation !== undefined,
      href: "/dashboard/connect-xero",
      action: "Connect Xero",
    },
    {
      title: "Check what we found, and start",
      text: "One look at the accounts and tax rates we propose. Nothing is sent to Xero before you press Start syncing.",
      isDone: false,
      href: binding
        ? `/dashboard/bindings/${binding.id}`
        : store && organisation
          ? "/dashboard/connect-xero"
          : null,
      action: "Check and start",
    },
  ];
}
