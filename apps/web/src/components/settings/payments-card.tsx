"use client";

import { takesCurrency } from "@counterfoil/core/account-currency";
import { isGateway } from "@counterfoil/core/payment-method";
import type {
  PaymentAccountChoice,
  SettingsChoices,
} from "@counterfoil/services/policy/list-settings-choices";
import type { LiveMethods } from "@counterfoil/services/policy/read-payment-methods";
import type { SettingsFacts } from "@counterfoil/services/policy/settings-facts";
import { Plus, RefreshCw } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { Button } from "../button.tsx";
import { cn } from "../cn.ts";
import { type Choice, Combobox } from "../combobox.tsx";
import { inputStyle, useField, useFields } from "./controls.tsx";
import { Problem, SettingRow } from "./setting-row.tsx";
import { SettingsCard } from "./settings-card.tsx";
import { useSettings } from "./settings-state.tsx";

export function PaymentsCard({ choices }: { choices: SettingsChoices }) {
  const { draft, set, page } = useSettings();
  const other = choices.paymentAccounts.find(({ id }) => id === draft.defaultPaymentAccountId);
  const sold = soldIn(page.facts);
  const { baseCurrency } = page.organisation;
  return (
    <SettingsCard
      id="payments"
      help="clearingAccount"
      title="Payments"
      description="Where Xero records that an invoice was paid, by how it was paid. Refunds follow payments: they are recorded exactly when its payments are."
    >
      <SettingRow setting="paymentMethodMap" isWide isGroup control={<Methods choices={choices} />}>
        Magento's “paid” is money only for gateways. An invoice by bank transfer, cheque or purchase order is
        called paid when it is raised, before any money moves; leave those to your bank lines.
      </SettingRow>
      <SettingRow
        setting="defaultPaymentAccountId"
        warning={
          otherCurrency(other, { currencies: sold, baseCurrency }) ??
          (other?.isBank ? PAYS_OUT_LATER("A gateway") : undefined)
        }
        control={
          <Combobox
            id="defaultPaymentAccountId"
            choices={[
              { value: "", label: "None: left out until I choose" },
              ...accountChoices(choices, { currencies: sold, baseCurrency, chosen: other }),
            ]}
            value={draft.defaultPaymentAccountId ?? ""}
            onChange={(id) => set("defaultPaymentAccountId", id === "" ? null : id)}
            {...useField("defaultPaymentAccountId", "defaultPaymentAccountId")}
          />
        }
      >
        For gateways that have no account of their own above. It never applies to bank transfers, cheques and
        the like.
      </SettingRow>
    </SettingsCard>
  );
}

type Method = {
  code: string;
  label: string | null;
  isOff: boolean;
  documents: number;
  /** Of the documents seen. */
  currencies: string[];
};

function Methods({ choices }: { choices: SettingsChoices }) {
  const { page, draft, set } = useSettings();
  const { live, isReading, read } = useLiveMethods(page.bindingId);
  const [typed, setTyped] = useState("");
  const { disabled } = useField("paymentMethodMap");
  const methods = methodsOf(live, { seen: page.facts.methods, mapped: Object.keys(draft.paymentMethodMap) });
  const code = typed.trim();
  const addTyped = () => {
    if (code === "" || methods.some((method) => method.code === code)) return;
    set("paymentMethodMap", { ...draft.paymentMethodMap, [code]: null });
    setTyped("");
  };
  return (
    <div className="space-y-4">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 text-[13px] text-muted">
        <p role="status">
          {isReading ? `Asking ${page.host} how customers pay…` : stateWords(live, page.host)}
        </p>
        <Button look="quiet" size="small" disabled={isReading} onClick={read}>
          <RefreshCw className={cn(isReading && "animate-spin")} aria-hidden="true" />
          Ask again
        </Button>
      </div>
      <ul className="space-y-4">
        {methods.map((method) => (
          <MethodRow key={method.code} method={method} choices={choices} />
        ))}
        {isReading && methods.length === 0 && (
          <li className="h-10 animate-pulse rounded-lg bg-raised" aria-hidden="true" />
        )}
      </ul>
      {live !== null && live.outcome !== "read" && (
        <div className="flex flex-wrap items-end gap-2">
          <div className="space-y-1.5">
            <label htmlFor="new-method" className="block text-[13px] text-muted">
              A method's code, as Magento has it
            </label>
            <input
              id="new-method"
              className={cn(inputStyle, "font-mono sm:w-64")}
              placeholder="stripe_payments"
              autoComplete="off"
              spellCheck={false}
              disabled={disabled}
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              onKeyDown={(event) => {
                if (event.key !== "Enter") return;
                event.preventDefault();
                addTyped();
              }}
            />
          </div>
          <Button look="secondary" className="h-10" disabled={disabled || code === ""} onClick={addTyped}>
            <Plus aria-hidden="true" />
            Add
          </Button>
        </div>
      )}
    </div>
  );
}

function MethodRow({ method, choices }: { method: Method; choices: SettingsChoices }) {
  const { draft, set, page } = useSettings();
  const field = useFields()(`paymentMethodMap.${method.code}`);
  const map = draft.paymentMethodMap;
  const isMapped = Object.hasOwn(map, method.code);
  const chosen = map[method.code] ?? null;
  const gateway = isGateway(method.code);
  const account = choices.paymentAccounts.find(({ id }) => id === chosen);
  const name = method.label ?? method.code;
  const { baseCurrency } = page.organisation;
  const currencies = method.currencies.length > 0 ? method.currencies : soldIn(page.facts);
  const warning =
    otherCurrency(account, { currencies, baseCurrency }) ??
    (chosen === null
      ? null
      : !gateway
        ? `Magento calls ${name} paid when the invoice is raised, before any money moves. Xero would show it as received that day.`
        : account?.isBank
          ? PAYS_OUT_LATER(name)
          : null);
  return (
    <li className="grid gap-x-6 gap-y-1.5 md:grid-cols-[minmax(0,1fr)_minmax(0,20rem)]">
      <div className="min-w-0">
        <label htmlFor={`paymentMethodMap.${method.code}`} className="text-sm font-medium">
          {name}
        </label>
        <p className="text-[13px] text-muted">
          {method.label && <span className="font-mono break-all">{method.code}</span>}
          {method.label && " · "}
          {gateway ? "Gateway" : "Paid outside Magento"}
          {method.isOff && " · switched off in Magento"}
          {method.documents > 0 &&
            ` · ${method.documents} ${method.documents === 1 ? "document" : "documents"} seen`}
        </p>
      </div>
      <div className="space-y-1.5">
        <Combobox
          id={`paymentMethodMap.${method.code}`}
          choices={[
            {
              value: UNSET,
              label: gateway ? "As other gateways" : "Not chosen: left out until I do",
              detail: gateway ? "The account for other gateways below" : undefined,
            },
            { value: "", label: "Not recorded", detail: "I reconcile this from the bank" },
            ...accountChoices(choices, { currencies, baseCurrency, chosen: account }),
          ]}
          value={isMapped ? (chosen ?? "") : UNSET}
          onChange={(value) => {
            const { [method.code]: _old, ...rest } = map;
            if (value === UNSET) set("paymentMethodMap", rest);
            else set("paymentMethodMap", { ...rest, [method.code]: value === "" ? null : value });
          }}
          {...field}
        />
        <Problem path={`paymentMethodMap.${method.code}`} />
        {warning && <p className="text-[13px] text-pretty text-amber">{warning}</p>}
      </div>
    </li>
  );
}

const UNSET = "unset";

const PAYS_OUT_LATER = (name: string) =>
  `${name} pays out later and net of fees, so these payments will not match your bank lines. Most bookkeepers use a clearing account.`;

type Currencies = { currencies: readonly string[]; baseCurrency: string | null };

/** Those that can take at least one of the currencies, and whichever is chosen already. */
function accountChoices(
  choices: SettingsChoices,
  { currencies, baseCurrency, chosen }: Currencies & { chosen: PaymentAccountChoice | undefined },
): Choice[] {
  const canTake = ({ currency }: PaymentAccountChoice) =>
    currencies.length === 0 ||
    currencies.some((each) => takesCurrency(currency, { currency: each, baseCurrency }));
  return choices.paymentAccounts
    .filter((account) => account.id === chosen?.id || canTake(account))
    .map(({ id, code, name, isBank, currency }) => ({
      value: id,
      label: code === null ? name : `${code} ${name}`,
      detail: [
        isBank ? "Everyday bank account" : "Takes payments",
        currency !== null && currency !== baseCurrency ? `in ${currency} only` : currency,
      ]
        .filter(Boolean)
        .join(", "),
    }));
}

/** Nothing is refused here that Xero might take; but it refuses what is in another currency. */
function otherCurrency(
  account: PaymentAccountChoice | undefined,
  { currencies, baseCurrency }: Currencies,
): string | null {
  if (!account) return null;
  const refused = currencies.filter(
    (currency) => !takesCurrency(account.currency, { currency, baseCurrency }),
  );
  if (refused.length === 0) return null;
  return `In Xero ${account.name} takes ${account.currency} only. It will refuse payments in ${refused.join(" and ")}.`;
}

function soldIn(facts: SettingsFacts): string[] {
  return [...new Set(facts.views.flatMap(({ lastCurrency }) => lastCurrency ?? []))];
}

function methodsOf(
  live: LiveMethods | null,
  known: { seen: SettingsFacts["methods"]; mapped: readonly string[] },
): Method[] {
  const listed = live?.outcome === "read" ? live.methods : [];
  const codes = [
    ...new Set([...listed.map(({ code }) => code), ...known.seen.map(({ code }) => code), ...known.mapped]),
  ];
  const methods = codes.map((code) => {
    const found = listed.find((method) => method.code === code);
    return {
      code,
      label: found?.label ?? null,
      isOff: found?.isActive === false,
      documents: known.seen.find((each) => each.code === code)?.documents ?? 0,
      currencies: known.seen.find((each) => each.code === code)?.currencies ?? [],
    };
  });
  // What customers use first, then what they could use; what is switched off and chosen by nobody only gets in the way.
  return methods
    .filter(({ code, isOff, documents }) => !isOff || documents > 0 || known.mapped.includes(code))
    .toSorted((a, b) => Number(a.isOff) - Number(b.isOff) || b.documents - a.documents);
}

function stateWords(live: LiveMethods | null, host: string): string {
  if (live === null) return "Counterfoil did not answer. Ask again in a moment.";
  const { outcome } = live;
  switch (outcome) {
    case "read":
      return `Read from ${host} just now.`;
    case "too_old":
      return "Your module is too old to list payment methods. Those seen in documents stand here; add others by their code.";
    case "unreachable":
      return `${host} does not answer at the moment. Methods seen in documents stand here; add others by their code.`;
    default:
      return outcome satisfies never;
  }
}

/** Asked once when the card is there, and again when somebody wants to. */
function useLiveMethods(bindingId: string) {
  const [live, setLive] = useState<LiveMethods | null>(null);
  const [isReading, setIsReading] = useState(true);
  const read = useCallback(async () => {
    setIsReading(true);
    try {
      const response = await fetch(`/api/bindings/${bindingId}/payment-methods`, { cache: "no-store" });
      setLive(response.ok ? ((await response.json()) as LiveMethods) : null);
    } catch {
      setLive(null);
    }
    setIsReading(false);
  }, [bindingId]);
  useEffect(() => {
    void read();
  }, [read]);
  return { live, isReading, read };
}
