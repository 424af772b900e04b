import type { PolicySetting } from "@counterfoil/core/policy";
import type { BindingPage } from "@counterfoil/services/binding/get-binding";
import type { ReactNode } from "react";

/** The settings that decide what a document looks like in Xero, each with where its value comes from. */
export function SettingsList({ page }: { page: BindingPage }) {
  return (
    <dl className="divide-y">
      {rows(page).map(({ setting, label, value, otherwise }) => (
        <div
          key={setting}
          className="grid gap-x-6 gap-y-1 px-5 py-4 sm:grid-cols-[11rem_minmax(0,1fr)] sm:px-6"
        >
          <dt className="text-sm text-muted">{label}</dt>
          <dd className="space-y-1">
            <div className="text-sm font-medium">{value}</div>
            <p className="text-[13px] leading-relaxed text-pretty text-muted">
              {page.settings.sources[setting] ?? otherwise}
            </p>
          </dd>
        </div>
      ))}
    </dl>
  );
}

type Row = { setting: PolicySetting; label: string; value: ReactNode; otherwise: string };

function rows(page: BindingPage): Row[] {
  const { policy } = page.settings;
  const account = page.revenueAccounts.find(({ code }) => code === policy.revenueAccountCode);
  const nameOfRate = (taxType: string) =>
    page.taxRates.find((rate) => rate.taxType === taxType)?.name ?? taxType;
  const nameOfAccount = (id: string | null) =>
    id === null
      ? "not recorded, reconciled from the bank"
      : (page.paymentAccounts.find((each) => each.id === id)?.name ?? "an account that is gone");
  return [
    {
      setting: "revenueAccountCode",
      label: "Sales account",
      value: policy.revenueAccountCode ? (
        `${policy.revenueAccountCode}${account ? ` ${account.name}` : ""}`
      ) : (
        <span className="text-red">To be chosen</span>
      ),
      otherwise: "Every line of a sale goes here.",
    },
    {
      setting: "taxMap",
      label: "Tax rates",
      value:
        policy.taxMap.length === 0 ? (
          "No rates mapped"
        ) : (
          <ul className="space-y-1">
            {policy.taxMap.map((row) => (
              <li key={`${row.rate} ${row.country}`} className="flex flex-wrap gap-x-2">
                <span className="tabular">{row.rate === "any" ? "Any rate" : `${row.rate} %`}</span>
                <span className="text-muted">{countryWords(row.country)}</span>
                <span className="text-faint" aria-hidden="true">
                  →
                </span>
                <span>{nameOfRate(row.taxType)}</span>
              </li>
            ))}
          </ul>
        ),
      otherwise:
        "Which of Xero's rates each of Magento's is. The amount of tax always goes over as Magento has it.",
    },
    {
      setting: "paymentMethodMap",
      label: "Payments",
      value:
        Object.keys(policy.paymentMethodMap).length === 0 ? (
          policy.defaultPaymentAccountId === null ? (
            "Asked when the first payment comes"
          ) : (
            `Gateways to ${nameOfAccount(policy.defaultPaymentAccountId)}`
          )
        ) : (
          <ul className="space-y-1">
            {methodsByAccount(policy.paymentMethodMap).map(([id, methods]) => (
              <li key={id ?? "none"}>
                <span className="font-mono text-[13px] wrap-anywhere">{methods.join(", ")}</span>{" "}
                <span className="text-faint" aria-hidden="true">
                  →
                </span>{" "}
                <span>{nameOfAccount(id)}</span>
              </li>
            ))}
          </ul>
        ),
      otherwise:
        "Gateways' payments are recorded in the account chosen for them. Cheques and transfers, which Magento calls paid at once, are left to the bank line.",
    },
    {
      setting: "invoiceStatus",
      label: "Invoices arrive as",
      value: { AUTHORISED: "Approved", SUBMITTED: "Awaiting approval", DRAFT: "Drafts" }[
        policy.invoiceStatus
      ],
      otherwise: "Approved invoices count in your books at once.",
    },
    {
      setting: "invoiceNumberPrefix",
      label: "Numbers",
      value: `${policy.invoiceNumberPrefix}000000001 for invoices, ${policy.creditNoteNumberPrefix}000000001 for credit notes`,
      otherwise:
        "Magento's own numbers. Credit memos have a prefix, because Magento counts both kinds from 1.",
    },
    {
      setting: "paymentTermsDays",
      label: "Payment terms",
      value: policy.paymentTermsDays === 1 ? "1 day" : `${policy.paymentTermsDays} days`,
      otherwise: "An invoice is due this long after its date.",
    },
    {
      setting: "storeTimezone",
      label: "The store's day",
      value: policy.storeTimezone,
      otherwise: "Magento's times are UTC; a document's date is the day it was in this zone.",
    },
    {
      setting: "roundingAccountCode",
      label: "Rounding",
      value: policy.roundingAccountCode ?? "Xero's own rounding account",
      otherwise: "Where a cent goes that only rounding explains.",
    },
  ];
}

/** Methods that go to the same account stand in one line. */
function methodsByAccount(map: Readonly<Record<string, string | null>>): [string | null, string[]][] {
  const groups = new Map<string | null, string[]>();
  for (const [method, id] of Object.entries(map)) groups.set(id, [...(groups.get(id) ?? []), method]);
  return [...groups];
}

function countryWords(country: string): string {
  if (country === "any") return "anywhere";
  if (country === "rest") return "elsewhere";
  if (country === "EU") return "in the EU";
  return new Intl.DisplayNames("en", { type: "region", fallback: "code" }).of(country) ?? country;
}
