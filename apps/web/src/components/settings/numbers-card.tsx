"use client";

import { dayWords } from "@counterfoil/core/day-words";
import { isGateway } from "@counterfoil/core/payment-method";
import { X } from "lucide-react";
import { useMemo } from "react";
import { Button } from "../button.tsx";
import { Combobox } from "../combobox.tsx";
import { Choose, DaysInput, inputStyle, Switch, TextInput, useField } from "./controls.tsx";
import { Problem, SettingRow } from "./setting-row.tsx";
import { SettingsCard } from "./settings-card.tsx";
import { useSettings } from "./settings-state.tsx";
import { withKey } from "./with-key.ts";

export function NumbersCard() {
  const { draft, set, page } = useSettings();
  const { lockDate } = page.organisation;
  return (
    <SettingsCard
      id="numbers"
      help="numbers"
      title="Numbers, status, dates"
      description="What an invoice is called in Xero, how it arrives, and which day it counts on."
    >
      {prefixes.map(({ setting, meaning }) => (
        <SettingRow
          key={setting}
          setting={setting}
          control={
            <>
              <TextInput
                path={setting}
                hintOf={setting}
                className="font-mono"
                value={draft[setting]}
                onChange={(event) => set(setting, event.target.value)}
              />
              <p className="tabular text-[13px] text-muted">000000042 becomes {draft[setting]}000000042</p>
            </>
          }
        >
          {meaning}
        </SettingRow>
      ))}
      <SettingRow
        setting="invoiceStatus"
        isGroup
        control={
          <Choose
            setting="invoiceStatus"
            options={[
              { value: "AUTHORISED", label: "Approved", detail: "They count in your books at once." },
              { value: "SUBMITTED", label: "Awaiting approval", detail: "Somebody approves them in Xero." },
              { value: "DRAFT", label: "Drafts", detail: "Somebody finishes them in Xero." },
            ]}
          />
        }
      >
        The payment of an invoice that is not approved yet waits, and goes by itself when it is.
      </SettingRow>
      <SettingRow
        setting="paymentTermsDays"
        control={
          <DaysInput
            path="paymentTermsDays"
            hintOf="paymentTermsDays"
            value={draft.paymentTermsDays}
            onChange={(days) => set("paymentTermsDays", days)}
          />
        }
      >
        An invoice is due this long after its date. One that a gateway paid at once is due on its date.
      </SettingRow>
      <SettingRow setting="paymentTermsByMethod" isGroup control={<TermsByMethod />}>
        For methods with terms of their own, such as purchase orders.
      </SettingRow>
      <SettingRow setting="storeTimezone" control={<Zone />}>
        Magento's times are UTC. A document's date is the day it was in this zone.
      </SettingRow>
      <div id="dates" className="scroll-mt-6">
        <SettingRow
          setting="lockedPeriod"
          isGroup
          control={
            <Choose
              setting="lockedPeriod"
              options={[
                {
                  value: "hold",
                  label: "Wait for me",
                  detail: "Each offers to go on the first open day instead.",
                },
                {
                  value: "first_open_day",
                  label: "Go on the first open day",
                  detail: "The original day stands in the first line's text.",
                },
              ]}
            />
          }
        >
          {lockDate
            ? `${page.organisation.name} is locked up to ${dayWords(lockDate)}. `
            : `Nothing is locked in ${page.organisation.name} at the moment. `}
          Payments and refunds follow the same rule.
        </SettingRow>
      </div>
      <SettingRow
        setting="markAsSent"
        label="Mark invoices as sent"
        warning={
          draft.markAsSent && page.organisation.remindersAreOn !== false
            ? page.organisation.remindersAreOn
              ? "Invoice reminders are on in Xero: it e-mails them to your web customers for every invoice that is overdue there."
              : "Where invoice reminders are on in Xero, it e-mails them to your web customers for every invoice that is overdue there."
            : undefined
        }
        control={<Switch setting="markAsSent" on="Marked as sent" off="Not marked" />}
      >
        Xero sends its invoice reminders for invoices that are marked as sent, and only for those.
        {page.organisation.remindersAreOn === false && " Reminders are off in Xero at the moment."}
      </SettingRow>
    </SettingsCard>
  );
}

const prefixes: { setting: "invoiceNumberPrefix" | "creditNoteNumberPrefix"; meaning: string }[] = [
  {
    setting: "invoiceNumberPrefix",
    meaning:
      "Stands before Magento's number, once. A second store of one organisation needs a prefix of its own, because Magento counts from 1 in every store.",
  },
  {
    setting: "creditNoteNumberPrefix",
    meaning: "Magento numbers invoices and credit memos both from 000000001; the prefix keeps them apart.",
  },
];

function Zone() {
  const { draft, set } = useSettings();
  const choices = useMemo(
    () =>
      ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")].map((zone) => ({
        value: zone,
        label: zone.replaceAll("_", " "),
        detail: undefined,
      })),
    [],
  );
  return (
    <Combobox
      id="storeTimezone"
      choices={choices}
      value={draft.storeTimezone}
      onChange={(zone) => set("storeTimezone", zone)}
      {...useField("storeTimezone", "storeTimezone")}
    />
  );
}

function TermsByMethod() {
  const { draft, set, page } = useSettings();
  const { disabled } = useField("paymentTermsByMethod");
  const map = draft.paymentTermsByMethod;
  const known = [
    ...new Set([...page.facts.methods.map(({ code }) => code), ...Object.keys(draft.paymentMethodMap)]),
  ];
  const free = known
    .filter((code) => !Object.hasOwn(map, code))
    .toSorted((a, b) => Number(isGateway(a)) - Number(isGateway(b)));
  return (
    <div className="space-y-2.5">
      {Object.entries(map).map(([code, days]) => (
        <div key={code} className="space-y-1.5">
          <div className="flex items-center gap-2">
            <label
              htmlFor={`paymentTermsByMethod.${code}`}
              className="min-w-0 flex-1 truncate font-mono text-[13px]"
            >
              {code}
            </label>
            <DaysInput
              path={`paymentTermsByMethod.${code}`}
              value={days}
              onChange={(next) => set("paymentTermsByMethod", withKey(map, code, next))}
            />
            <Button
              look="quiet"
              size="small"
              className="h-10"
              aria-label={`Remove ${code}`}
              disabled={disabled}
              onClick={() => set("paymentTermsByMethod", withKey(map, code, null))}
            >
              <X aria-hidden="true" />
            </Button>
          </div>
          <Problem path={`paymentTermsByMethod.${code}`} />
        </div>
      ))}
      {free.length > 0 ? (
        <select
          aria-label="Add a payment method with terms of its own"
          className={inputStyle}
          disabled={disabled}
          value=""
          onChange={(event) =>
            set("paymentTermsByMethod", { ...map, [event.target.value]: draft.paymentTermsDays })
          }
        >
          <option value="">Add a payment method</option>
          {free.map((code) => (
            <option key={code} value={code}>
              {code}
            </option>
          ))}
        </select>
      ) : (
        Object.keys(map).length === 0 && (
          <p className="text-sm text-muted">Payment methods stand here once one was seen.</p>
        )
      )}
    </div>
  );
}
