import { SectionTabs } from "./section-tabs.tsx";

const tabs = [
  { href: "/dashboard/sync", label: "Documents" },
  { href: "/dashboard/customers", label: "Customers" },
];

export function HistoryTabs() {
  return <SectionTabs label="Sync history" tabs={tabs} />;
}
