"use client";

import { accountingDay } from "@counterfoil/core/accounting-day";
import { startOfDay } from "@counterfoil/services/binding/start-of-day";
import { Switch, TextInput } from "./controls.tsx";
import { SettingRow } from "./setting-row.tsx";
import { SettingsCard } from "./settings-card.tsx";
import { useSettings } from "./settings-state.tsx";

export function SyncCard() {
  const { page } = useSettings();
  return (
    <SettingsCard
      id="sync"
      help="syncBehaviour"
      title="Sync behaviour"
      description="Which documents go to Xero, and whether they go now."
    >
      <SettingRow
        setting="paused"
        label="Pause syncing"
        control={<Switch setting="paused" on="Paused: nothing is sent" off="Running" />}
      >
        While it is paused, documents are received and prepared, and nothing is sent. They go when you resume.
      </SettingRow>
      <SettingRow setting="syncSince" control={<Since />}>
        {page.isStarted
          ? "Earlier documents are left out: books that somebody has filled already must not be filled twice."
          : "You are asked when you press Start syncing, with how many documents each choice means."}
      </SettingRow>
      <SettingRow
        setting="syncUnpaidInvoices"
        label="Send unpaid invoices"
        control={
          <Switch setting="syncUnpaidInvoices" on="As soon as they are raised" off="Once they are paid" />
        }
      >
        When off, an invoice goes once Magento calls it paid.
      </SettingRow>
      <SettingRow
        setting="syncZeroValueInvoices"
        label="Send invoices without value"
        control={<Switch setting="syncZeroValueInvoices" on="They go" off="They are left out" />}
      >
        Without value means that no line has any. An invoice that store credit paid in full is a sale, and
        goes either way.
      </SettingRow>
    </SettingsCard>
  );
}

/** A day in the store's own zone. */
function Since() {
  const { page, draft, set } = useSettings();
  if (!page.isStarted) return <p className="text-sm leading-10 text-muted">Asked at the start</p>;
  const day = draft.syncSince === null ? "" : accountingDay(draft.syncSince, draft.storeTimezone);
  return (
    <>
      <TextInput
        path="syncSince"
        hintOf="syncSince"
        type="date"
        value={day}
        onChange={(event) => {
          const chosen = event.target.value;
          set("syncSince", chosen ? startOfDay(chosen, draft.storeTimezone).toISOString() : null);
        }}
      />
      {day === "" && <p className="text-[13px] text-muted">Empty: everything seen goes.</p>}
    </>
  );
}
