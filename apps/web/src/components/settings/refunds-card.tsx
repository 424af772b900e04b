"use client";

import { Choose } from "./controls.tsx";
import { SettingRow } from "./setting-row.tsx";
import { SettingsCard } from "./settings-card.tsx";

export function RefundsCard() {
  return (
    <SettingsCard
      id="refunds"
      help="refunds"
      title="Refunds"
      description="A credit memo takes its contact, accounts, tax rates and tracking from its invoice as it stands in Xero, so that your tax return reverses in the same boxes. The credit note goes in any case; only what happens to its credit is asked here."
    >
      <SettingRow
        setting="settleCreditNotes"
        label="Settle credit notes"
        isGroup
        control={
          <Choose
            setting="settleCreditNotes"
            options={[
              {
                value: "auto",
                label: "As the money went",
                detail:
                  "Refunded from the account the payment went to, where payments by that method are recorded; else allocated to the invoice.",
              },
              {
                value: "allocate",
                label: "Allocate",
                detail: "To its invoice, as far as something is due there.",
              },
              { value: "refund", label: "Refund", detail: "From the account the payment went to." },
              { value: "none", label: "Leave it open", detail: "You settle credit notes in Xero yourself." },
            ]}
          />
        }
      >
        How a credit note's credit is used up.
      </SettingRow>
    </SettingsCard>
  );
}
