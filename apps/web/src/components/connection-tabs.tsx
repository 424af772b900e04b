import { SectionTabs } from "./section-tabs.tsx";

const tabs = [
  { href: "/dashboard/bindings", label: "Store ↔ organisation" },
  { href: "/dashboard/connections", label: "Organisations and stores" },
];

export function ConnectionTabs() {
  return <SectionTabs label="Connections" tabs={tabs} />;
}
