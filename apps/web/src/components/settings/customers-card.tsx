"use client";

import { Choose, Switch } from "./controls.tsx";
import { SettingRow } from "./setting-row.tsx";
import { SettingsCard } from "./settings-card.tsx";
import { useSettings } from "./settings-state.tsx";

export function CustomersCard() {
  const { contactsAYear } = useSettings().page.facts;
  const aYear = (count: number) =>
    contactsAYear
      ? `About ${count.toLocaleString("en-GB")} new contacts a year, by the last ${contactsAYear.days} days.`
      : "";
  return (
    <SettingsCard
      id="customers"
      help="customers"
      title="Customers"
      description="Who stands on an invoice in Xero. Two customers never become one contact."
    >
      <SettingRow
        setting="customerContacts"
        isGroup
        control={
          <Choose
            setting="customerContacts"
            options={[
              {
                value: "each",
                label: "One for each customer",
                detail: `Each stands in Xero by name. ${contactsAYear ? aYear(contactsAYear.each) : ""}`,
              },
              {
                value: "companies",
                label: "Companies each, private buyers together",
                detail: contactsAYear
                  ? aYear(contactsAYear.companies + 1)
                  : "Private buyers share one contact.",
              },
              {
                value: "one",
                label: "One for everybody",
                detail:
                  "Every invoice stands under one contact. Who bought is on the invoice here, not in Xero.",
              },
            ]}
          />
        }
      >
        Xero grows slow with tens of thousands of contacts; a shop with many private buyers may want one for
        all of them.
      </SettingRow>
      <SettingRow
        setting="customerNamePriority"
        isGroup
        control={
          <Choose
            setting="customerNamePriority"
            options={[
              { value: "company", label: "The company, where there is one" },
              { value: "person", label: "The person" },
            ]}
          />
        }
      >
        What the contact is called. A name that is taken becomes “Name (C10023)”.
      </SettingRow>
      <SettingRow
        setting="adoptContacts"
        label="Take over contacts that are there"
        control={<Switch setting="adoptContacts" on="Taken over" off="Left alone" />}
      >
        The one active contact without a number whose name and e-mail are both the same is used: our number is
        written to it, nothing else of it changes.
      </SettingRow>
      <SettingRow
        setting="syncCustomers"
        label="Send customers without orders"
        control={
          <Switch
            setting="syncCustomers"
            on="Every customer becomes a contact"
            off="With their first document"
          />
        }
      >
        Off, contacts are made as documents need them, which keeps Xero's list short.
      </SettingRow>
    </SettingsCard>
  );
}
