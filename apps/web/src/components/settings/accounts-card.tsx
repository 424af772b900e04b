"use client";

import type { Policy, PolicySetting } from "@counterfoil/core/policy";
import type { SettingsChoices } from "@counterfoil/services/policy/list-settings-choices";
import { Combobox } from "../combobox.tsx";
import { AccountPicker, Choose, inputStyle, useField } from "./controls.tsx";
import { ProductTypes, SkuRules } from "./revenue-rules.tsx";
import { Problem, SettingRow } from "./setting-row.tsx";
import { SettingsCard } from "./settings-card.tsx";
import { useSettings } from "./settings-state.tsx";

export function AccountsCard({ choices }: { choices: SettingsChoices }) {
  const { draft, set, page } = useSettings();
  const sales = page.names.accounts[draft.revenueAccountCode ?? ""];
  const withSales = sales ? `With sales (${sales})` : "With sales";
  return (
    <SettingsCard
      id="accounts"
      help="accounts"
      title="Accounts"
      description="Where each part of a sale stands in your books. Changes apply to what is prepared after you save."
    >
      <SettingRow
        setting="revenueAccountCode"
        control={
          <AccountPicker
            path="revenueAccountCode"
            hintOf="revenueAccountCode"
            accounts={choices.revenueAccounts}
            value={draft.revenueAccountCode}
            onChange={(code) => set("revenueAccountCode", code)}
          />
        }
      >
        The lines of every sale go here, unless a rule below says otherwise.
      </SettingRow>
      {simple.map(({ setting, meaning, none }) => (
        <SettingRow
          key={setting}
          setting={setting}
          control={
            <AccountPicker
              path={setting}
              hintOf={setting}
              accounts={choices.lineAccounts}
              value={draft[setting]}
              none={none ?? withSales}
              onChange={(code) => set(setting, code)}
            />
          }
        >
          {meaning}
        </SettingRow>
      ))}
      {adjustments.map((adjustment) => (
        <Adjustment key={adjustment.account} {...adjustment} choices={choices} withSales={withSales} />
      ))}
      <SkuRules choices={choices} />
      <ProductTypes choices={choices} />
      {choices.themes.length > 0 && (
        <SettingRow setting="brandingThemeId" control={<Theme choices={choices} />}>
          How an invoice looks when Xero prints or e-mails it.
        </SettingRow>
      )}
      <SettingRow
        setting="currencyRate"
        isGroup
        control={
          <Choose
            setting="currencyRate"
            options={[
              {
                value: "xero",
                label: "Xero's rate of the day",
                detail: "Nothing is sent. The usual choice.",
              },
              {
                value: "magento",
                label: "Magento's rate",
                detail: `Only right where Magento's base currency is ${page.organisation.baseCurrency ?? "the organisation's"}.`,
              },
            ]}
          />
        }
      >
        For documents in another currency. A credit note always takes its invoice's rate.
      </SettingRow>
    </SettingsCard>
  );
}

const simple: { setting: "shippingAccountCode" | "discountAccountCode"; meaning: string; none?: string }[] = [
  {
    setting: "shippingAccountCode",
    meaning: "Shipping has a line of its own in Xero. It can stand in another account.",
  },
  {
    setting: "discountAccountCode",
    meaning:
      "With an account of their own, discounts become negative lines. Without one they stand on the line they belong to.",
    none: "On the line they belong to",
  },
];

type AdjustmentRow = {
  account:
    | "lessThanLinesAccountCode"
    | "moreThanLinesAccountCode"
    | "refundAdjustmentAccountCode"
    | "roundingAccountCode";
  taxType: "lessThanLinesTaxType" | "moreThanLinesTaxType" | "refundAdjustmentTaxType" | "roundingTaxType";
  meaning: string;
  none?: string;
};

const adjustments: AdjustmentRow[] = [
  {
    account: "lessThanLinesAccountCode",
    taxType: "lessThanLinesTaxType",
    meaning:
      "When Magento's total is below its lines, a gift card or store credit paid the rest. Usually a liability account. Without one, such a document waits for you.",
    none: "None: it waits for me",
  },
  {
    account: "moreThanLinesAccountCode",
    taxType: "moreThanLinesTaxType",
    meaning:
      "When Magento's total is above its lines, an extension added a surcharge. Without an account, such a document waits for you.",
    none: "None: it waits for me",
  },
  {
    account: "refundAdjustmentAccountCode",
    taxType: "refundAdjustmentTaxType",
    meaning: "Magento's own adjustment refund and adjustment fee on a credit memo. They never wait.",
  },
  {
    account: "roundingAccountCode",
    taxType: "roundingTaxType",
    meaning: "Where a cent goes that only rounding explains.",
    none: "Xero's own rounding account",
  },
];

function Adjustment({
  account,
  taxType,
  meaning,
  none,
  choices,
  withSales,
}: AdjustmentRow & { choices: SettingsChoices; withSales: string }) {
  const { draft, set } = useSettings();
  return (
    <SettingRow
      setting={account}
      control={
        <div className="space-y-2">
          <AccountPicker
            path={account}
            hintOf={account}
            accounts={choices.lineAccounts}
            value={draft[account]}
            none={none ?? withSales}
            onChange={(code) => set(account, code)}
          />
          <TaxOf setting={taxType} accountCode={draft[account]} choices={choices} />
          <Problem path={taxType} />
        </div>
      }
    >
      {meaning}
    </SettingRow>
  );
}

/** Only what Xero allows on the account. */
function TaxOf({
  setting,
  accountCode,
  choices,
}: {
  setting: AdjustmentRow["taxType"];
  accountCode: string | null;
  choices: SettingsChoices;
}) {
  const { draft, set } = useSettings();
  const account = choices.lineAccounts.find(({ code }) => code === accountCode);
  const allowed = choices.taxTypes.filter(
    ({ taxType }) => account === undefined || account.taxTypes.includes(taxType),
  );
  return (
    <Combobox
      id={setting}
      label={taxLabels[setting]}
      choices={[
        {
          value: "",
          label: "No tax",
          detail: "The plainest of your rates without tax that the account takes",
        },
        {
          value: "as_the_sale",
          label: "As the sale, tax inside",
          detail: "The sale's own rate, and the amount includes it",
        },
        ...allowed.map(({ taxType, name, rate }) => ({ value: taxType, label: name, detail: `${rate} %` })),
      ]}
      value={draft[setting] ?? ""}
      onChange={(value) => set(setting, value === "" ? null : value)}
      {...useField(setting)}
    />
  );
}

const taxLabels = {
  lessThanLinesTaxType: "Tax on gift cards and store credit",
  moreThanLinesTaxType: "Tax on surcharges",
  refundAdjustmentTaxType: "Tax on refund adjustments",
  roundingTaxType: "Tax on rounding",
} as const satisfies Partial<Record<PolicySetting, string>>;

function Theme({ choices }: { choices: SettingsChoices }) {
  const { draft, set } = useSettings();
  const { disabled, describedBy } = useField("brandingThemeId", "brandingThemeId");
  return (
    <select
      id="brandingThemeId"
      className={inputStyle}
      disabled={disabled}
      aria-describedby={describedBy}
      value={draft.brandingThemeId ?? ""}
      onChange={(event) => set("brandingThemeId", (event.target.value || null) as Policy["brandingThemeId"])}
    >
      <option value="">Xero's default</option>
      {choices.themes.map((theme) => (
        <option key={theme.id} value={theme.id}>
          {theme.name}
        </option>
      ))}
    </select>
  );
}
