"use client";

import type { Policy, PolicySetting } from "@counterfoil/core/policy";
import type { AccountChoice } from "@counterfoil/services/policy/list-settings-choices";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "../cn.ts";
import { type Choice, Combobox } from "../combobox.tsx";
import { useSettings } from "./settings-state.tsx";

type Of<Value> = {
  [S in PolicySetting]: Policy[S] extends Value ? (Value extends Policy[S] ? S : never) : never;
}[PolicySetting];

/** What controls say of their problems and explanations to screen readers. */
export function useFields() {
  const { problems, page } = useSettings();
  return (path: string, hintOf?: PolicySetting) => {
    const isInvalid = problems[path] !== undefined;
    const by = [isInvalid ? `${path}-error` : null, hintOf ? `${hintOf}-hint` : null].filter(Boolean);
    return { isInvalid, describedBy: by.join(" ") || undefined, disabled: !page.canChange };
  };
}

export function useField(path: string, hintOf?: PolicySetting) {
  return useFields()(path, hintOf);
}

/** A picker of one of the organisation's accounts; `none` is what no account means. */
export function AccountPicker({
  path,
  hintOf,
  label,
  accounts,
  value,
  none,
  onChange,
}: {
  path: string;
  hintOf?: PolicySetting;
  label?: string;
  accounts: readonly AccountChoice[];
  value: string | null;
  none?: string;
  onChange: (code: string | null) => void;
}) {
  const choices: Choice[] = [
    ...(none === undefined ? [] : [{ value: "", label: none }]),
    ...accounts.map(({ code, name, type }) => ({
      value: code,
      label: `${code} ${name}`,
      detail: typeWords(type),
    })),
  ];
  return (
    <Combobox
      id={path}
      label={label}
      choices={choices}
      value={value ?? ""}
      placeholder="Choose an account"
      onChange={(code) => onChange(code === "" ? null : code)}
      {...useField(path, hintOf)}
    />
  );
}

/** REVENUE as people write it. */
function typeWords(type: string): string {
  return accountTypes[type] ?? type;
}

const accountTypes: Readonly<Record<string, string>> = {
  REVENUE: "Revenue",
  SALES: "Sales",
  OTHERINCOME: "Other income",
  EXPENSE: "Expense",
  OVERHEADS: "Overhead",
  DIRECTCOSTS: "Direct costs",
  CURRLIAB: "Current liability",
  LIABILITY: "Liability",
  TERMLIAB: "Non-current liability",
  CURRENT: "Current asset",
  FIXED: "Fixed asset",
  NONCURRENT: "Non-current asset",
  INVENTORY: "Inventory",
  PREPAYMENT: "Prepayment",
  EQUITY: "Equity",
  DEPRECIATN: "Depreciation",
};

/** A native switch: on or off, with what each means in a word. */
export function Switch({ setting, on, off }: { setting: Of<boolean>; on: string; off: string }) {
  const { draft, set } = useSettings();
  const { disabled, describedBy } = useField(setting, setting);
  const isOn = draft[setting];
  return (
    <span className="flex min-h-10 items-center gap-3">
      <input
        id={setting}
        type="checkbox"
        role="switch"
        checked={isOn}
        aria-checked={isOn}
        disabled={disabled}
        aria-describedby={describedBy}
        onChange={(event) => set(setting, event.target.checked)}
        className="relative h-6 w-10.5 shrink-0 cursor-pointer appearance-none rounded-full bg-line-strong transition-colors before:absolute before:top-0.5 before:left-0.5 before:size-5 before:rounded-full before:bg-surface before:shadow-card before:transition-transform checked:bg-brand checked:before:translate-x-4.5 disabled:cursor-default disabled:opacity-60"
      />
      <span className="text-sm text-muted" aria-hidden="true">
        {isOn ? on : off}
      </span>
    </span>
  );
}

type Worded =
  | "currencyRate"
  | "customerContacts"
  | "customerNamePriority"
  | "invoiceStatus"
  | "lockedPeriod"
  | "settleCreditNotes";

/** One of a few, each with what it means. */
export function Choose<S extends Worded>({
  setting,
  options,
}: {
  setting: S;
  options: readonly { value: Policy[S]; label: string; detail?: ReactNode }[];
}) {
  const { draft, set } = useSettings();
  const { disabled } = useField(setting);
  return (
    <div className="space-y-2">
      {options.map(({ value, label, detail }) => (
        <label
          key={value}
          className="flex cursor-pointer items-start gap-3 rounded-lg border px-3.5 py-2.5 text-sm transition-colors hover:bg-raised has-checked:border-brand has-checked:bg-brand-soft has-focus-visible:outline-2 has-focus-visible:outline-brand"
        >
          <input
            type="radio"
            name={setting}
            value={value}
            checked={draft[setting] === value}
            disabled={disabled}
            onChange={() => set(setting, value)}
            className="mt-0.5 size-4 shrink-0 accent-brand outline-none"
          />
          <span className="min-w-0">
            <span className="font-medium">{label}</span>
            {detail && <span className="block text-[13px] text-pretty text-muted">{detail}</span>}
          </span>
        </label>
      ))}
    </div>
  );
}

export const inputStyle =
  "h-10 w-full rounded-lg border border-line-strong bg-surface px-3 text-[15px] shadow-card placeholder:text-faint hover:border-faint focus-visible:outline-2 focus-visible:-outline-offset-1 disabled:opacity-60 aria-invalid:border-red sm:text-sm";

/** A plain input of the form's, tied to its problem. */
export function TextInput({
  path,
  hintOf,
  className,
  ...props
}: { path: string; hintOf?: PolicySetting } & ComponentProps<"input">) {
  const { isInvalid, describedBy, disabled } = useField(path, hintOf);
  return (
    <input
      id={path}
      type="text"
      autoComplete="off"
      spellCheck={false}
      aria-invalid={isInvalid || undefined}
      aria-describedby={describedBy}
      disabled={disabled}
      className={cn(inputStyle, className)}
      {...props}
    />
  );
}

/** Whole days; an empty field is no number, and said so. */
export function DaysInput({
  path,
  hintOf,
  label,
  value,
  onChange,
}: {
  path: string;
  hintOf?: PolicySetting;
  label?: string;
  value: number;
  onChange: (days: number) => void;
}) {
  return (
    <span className="flex items-center gap-2.5">
      <TextInput
        path={path}
        {...(hintOf && { hintOf })}
        aria-label={label}
        inputMode="numeric"
        className="tabular w-24"
        value={Number.isNaN(value) ? "" : String(value)}
        onChange={(event) =>
          onChange(event.target.value.trim() === "" ? Number.NaN : Number(event.target.value))
        }
      />
      <span className="text-sm text-muted">days</span>
    </span>
  );
}
