"use client";

import type { Policy } from "@counterfoil/core/policy";
import type { SettingsChoices } from "@counterfoil/services/policy/list-settings-choices";
import { ArrowUp, Plus, X } from "lucide-react";
import { Button } from "../button.tsx";
import { AccountPicker, inputStyle, TextInput, useField } from "./controls.tsx";
import { Problem, SettingRow } from "./setting-row.tsx";
import { useSettings } from "./settings-state.tsx";
import { useRowKeys } from "./use-row-keys.ts";
import { withKey } from "./with-key.ts";

type Rule = Policy["revenueAccountBySku"][number];

/** In the order they stand: the first that fits decides. */
export function SkuRules({ choices }: { choices: SettingsChoices }) {
  const { draft, set } = useSettings();
  const rules = draft.revenueAccountBySku;
  const { keys, removeKey } = useRowKeys(rules.length);
  const { disabled } = useField("revenueAccountBySku");
  const put = (index: number, rule: Partial<Rule>) =>
    set(
      "revenueAccountBySku",
      rules.map((each, at) => (at === index ? { ...each, ...rule } : each)),
    );
  return (
    <SettingRow
      setting="revenueAccountBySku"
      isWide
      isGroup
      control={
        <div className="space-y-3">
          {rules.map((rule, index) => (
            <div key={keys[index]} className="space-y-1.5">
              <div className="grid gap-2 sm:grid-cols-[8.5rem_minmax(0,1fr)_minmax(0,1.4fr)_auto]">
                <select
                  aria-label={`How rule ${index + 1} is read`}
                  className={inputStyle}
                  disabled={disabled}
                  value={rule.match}
                  onChange={(event) =>
                    put(index, { match: event.target.value === "pattern" ? "pattern" : "prefix" })
                  }
                >
                  <option value="prefix">begins with</option>
                  <option value="pattern">matches</option>
                </select>
                <TextInput
                  path={`revenueAccountBySku.${index}.value`}
                  aria-label={`SKU of rule ${index + 1}`}
                  placeholder={rule.match === "prefix" ? "GIFT-" : "*-BUNDLE-?"}
                  value={rule.value}
                  onChange={(event) => put(index, { value: event.target.value })}
                />
                <AccountPicker
                  path={`revenueAccountBySku.${index}.accountCode`}
                  label={`Account of rule ${index + 1}`}
                  accounts={choices.revenueAccounts}
                  value={rule.accountCode}
                  onChange={(code) => put(index, { accountCode: code ?? "" })}
                />
                <span className="flex gap-1">
                  <Button
                    look="quiet"
                    size="small"
                    className="h-10"
                    aria-label={`Move rule ${index + 1} up`}
                    disabled={disabled || index === 0}
                    onClick={() => set("revenueAccountBySku", movedUp(rules, index))}
                  >
                    <ArrowUp aria-hidden="true" />
                  </Button>
                  <Button
                    look="quiet"
                    size="small"
                    className="h-10"
                    aria-label={`Remove rule ${index + 1}`}
                    disabled={disabled}
                    onClick={() => {
                      removeKey(index);
                      set(
                        "revenueAccountBySku",
                        rules.filter((_, at) => at !== index),
                      );
                    }}
                  >
                    <X aria-hidden="true" />
                  </Button>
                </span>
              </div>
              <Problem path={`revenueAccountBySku.${index}.value`} />
              <Problem path={`revenueAccountBySku.${index}.accountCode`} />
            </div>
          ))}
          <Button
            look="secondary"
            size="small"
            disabled={disabled}
            onClick={() =>
              set("revenueAccountBySku", [...rules, { match: "prefix", value: "", accountCode: "" }])
            }
          >
            <Plus aria-hidden="true" />
            Add a rule
          </Button>
        </div>
      }
    >
      The first rule that fits a line's SKU decides. In “matches”, * stands for anything and ? for one
      character.
    </SettingRow>
  );
}

function movedUp(rules: readonly Rule[], index: number): Rule[] {
  const before = rules[index - 1];
  const rule = rules[index];
  if (!before || !rule) return [...rules];
  return rules.map((each, at) => (at === index - 1 ? rule : at === index ? before : each));
}

const KNOWN_TYPES = ["simple", "configurable", "bundle", "grouped", "virtual", "downloadable", "giftcard"];

/** Goes before the rules above, where the module says what a product is. */
export function ProductTypes({ choices }: { choices: SettingsChoices }) {
  const { draft, set, page } = useSettings();
  const map = draft.revenueAccountByProductType;
  const { disabled } = useField("revenueAccountByProductType");
  const seen = page.facts.productTypes;
  const free = [...new Set([...seen, ...(seen.length > 0 ? KNOWN_TYPES : [])])].filter(
    (type) => !(type in map),
  );
  return (
    <SettingRow
      setting="revenueAccountByProductType"
      isWide
      isGroup
      control={
        seen.length === 0 && Object.keys(map).length === 0 ? (
          <p className="text-sm text-muted">
            Your module does not send product types. Rules by SKU do the same.
          </p>
        ) : (
          <div className="space-y-3">
            {Object.entries(map).map(([type, code]) => (
              <div key={type} className="space-y-1.5">
                <div className="flex items-center gap-2">
                  <span className="w-32 shrink-0 truncate text-sm">{type}</span>
                  <div className="min-w-0 flex-1">
                    <AccountPicker
                      path={`revenueAccountByProductType.${type}`}
                      label={`Account for ${type}`}
                      accounts={choices.revenueAccounts}
                      value={code}
                      onChange={(next) => set("revenueAccountByProductType", withKey(map, type, next ?? ""))}
                    />
                  </div>
                  <Button
                    look="quiet"
                    size="small"
                    className="h-10"
                    aria-label={`Remove ${type}`}
                    disabled={disabled}
                    onClick={() => set("revenueAccountByProductType", withKey(map, type, null))}
                  >
                    <X aria-hidden="true" />
                  </Button>
                </div>
                <Problem path={`revenueAccountByProductType.${type}`} />
              </div>
            ))}
            {free.length > 0 && (
              <select
                aria-label="Add a product type"
                className={`${inputStyle} sm:w-64`}
                disabled={disabled}
                value=""
                onChange={(event) =>
                  set("revenueAccountByProductType", {
                    ...map,
                    [event.target.value]: draft.revenueAccountCode ?? "",
                  })
                }
              >
                <option value="">Add a product type</option>
                {free.map((type) => (
                  <option key={type} value={type}>
                    {type}
                  </option>
                ))}
              </select>
            )}
          </div>
        )
      }
    >
      Decides before the rules by SKU.
    </SettingRow>
  );
}
