"use client";

import type { SeenStoreView } from "@counterfoil/services/policy/settings-facts";
import type { ReactNode } from "react";
import { Moment } from "../moment.tsx";
import { AccountPicker, inputStyle, TextInput, useField } from "./controls.tsx";
import { Problem, SettingRow } from "./setting-row.tsx";
import { SettingsCard } from "./settings-card.tsx";
import { useSettings } from "./settings-state.tsx";
import { withKey } from "./with-key.ts";

/** What was seen of the store's views, which of them come here, and what is different for each. */
export function StoreViewsCard() {
  const { page } = useSettings();
  const { views } = page.facts;
  const websites = [...new Set(views.map(({ websiteId }) => websiteId))].toSorted((a, b) => a - b);
  return (
    <SettingsCard
      help="syncBehaviour"
      id="store-views"
      title="Store views"
      description="Magento sends their numbers only. Give them names that you know them by; what they sent last helps."
    >
      {views.length === 0 ? (
        <p className="px-5 py-5 text-sm text-muted sm:px-6">
          Nothing was seen yet. Store views stand here with their first document.
        </p>
      ) : (
        <>
          <SettingRow
            setting="storeFilter"
            isWide
            isGroup
            label="Which of them come here"
            control={<Filter />}
          >
            Documents of the others are left out, with a way to send them somewhere else. Two connections of
            one store never take the same store view.
          </SettingRow>
          {websites.length > 1 && (
            <SettingRow
              setting="websiteFilter"
              isGroup
              label="Which websites come here"
              control={<Websites ids={websites} />}
            >
              None chosen means all. A document must pass both: its website and its store view.
            </SettingRow>
          )}
          {views.map((view) => (
            <ViewRow key={view.id} view={view} />
          ))}
        </>
      )}
    </SettingsCard>
  );
}

function Filter() {
  const { page, draft, set, viewNames } = useSettings();
  const { disabled } = useField("storeFilter");
  const isAll = draft.storeFilter.length === 0;
  return (
    <div className="space-y-2.5">
      <label className="flex items-center gap-3 text-sm">
        <input
          type="checkbox"
          checked={isAll}
          disabled={disabled}
          onChange={(event) =>
            set("storeFilter", event.target.checked ? [] : page.facts.views.map(({ id }) => id))
          }
          className="size-4 accent-brand"
        />
        All of them, those to come as well
      </label>
      {!isAll &&
        page.facts.views.map(({ id }) => (
          <label key={id} className="ml-7 flex items-center gap-3 text-sm">
            <input
              type="checkbox"
              checked={draft.storeFilter.includes(id)}
              disabled={disabled}
              onChange={(event) => set("storeFilter", toggled(draft.storeFilter, id, event.target.checked))}
              className="size-4 accent-brand"
            />
            {viewNames[String(id)] || `Store view ${id}`}
          </label>
        ))}
    </div>
  );
}

function Websites({ ids }: { ids: number[] }) {
  const { draft, set } = useSettings();
  const { disabled } = useField("websiteFilter");
  return (
    <div className="flex flex-wrap gap-x-5 gap-y-2.5">
      {ids.map((id) => (
        <label key={id} className="flex items-center gap-3 text-sm">
          <input
            type="checkbox"
            checked={draft.websiteFilter.includes(id)}
            disabled={disabled}
            onChange={(event) => set("websiteFilter", toggled(draft.websiteFilter, id, event.target.checked))}
            className="size-4 accent-brand"
          />
          Website {id}
        </label>
      ))}
    </div>
  );
}

function toggled(ids: readonly number[], id: number, isIn: boolean): number[] {
  return isIn ? [...ids, id].toSorted((a, b) => a - b) : ids.filter((each) => each !== id);
}

function ViewRow({ view }: { view: SeenStoreView }) {
  const { page, draft, set, viewNames, nameView } = useSettings();
  const id = String(view.id);
  const { disabled } = useField(`brandingThemeByStore.${id}`);
  const { choices } = page;
  if (!choices) return null;
  const name = viewNames[id] || `Store view ${id}`;
  return (
    <div className="space-y-4 px-5 py-5 sm:px-6">
      <p className="flex flex-wrap items-baseline gap-x-2 gap-y-0.5 text-sm">
        <span className="font-medium">{name}</span>
        <span className="text-[13px] text-muted">
          Number {id}, website {view.websiteId}. Last document{" "}
          {view.lastNumber && <span className="tabular">{view.lastNumber}</span>}
          {view.lastCurrency && ` in ${view.lastCurrency}`}, <Moment at={view.lastSeenAt} />
        </span>
      </p>
      <div className="grid gap-x-6 gap-y-4 md:grid-cols-2">
        <Part label="Name" path={`storeViewName.${id}`}>
          <TextInput
            path={`storeViewName.${id}`}
            value={viewNames[id] ?? ""}
            maxLength={60}
            placeholder={`Store view ${id}`}
            onChange={(event) => nameView(view.id, event.target.value)}
          />
        </Part>
        <Part label="Sales account" path={`revenueAccountByStore.${id}`}>
          <AccountPicker
            path={`revenueAccountByStore.${id}`}
            accounts={choices.revenueAccounts}
            value={draft.revenueAccountByStore[id] ?? null}
            none="As everywhere"
            onChange={(code) => set("revenueAccountByStore", withKey(draft.revenueAccountByStore, id, code))}
          />
        </Part>
        {choices.themes.length > 0 && (
          <Part label="Branding theme" path={`brandingThemeByStore.${id}`}>
            <select
              id={`brandingThemeByStore.${id}`}
              disabled={disabled}
              className={inputStyle}
              value={draft.brandingThemeByStore[id] ?? ""}
              onChange={(event) =>
                set(
                  "brandingThemeByStore",
                  withKey(draft.brandingThemeByStore, id, event.target.value || null),
                )
              }
            >
              <option value="">As everywhere</option>
              {choices.themes.map((theme) => (
                <option key={theme.id} value={theme.id}>
                  {theme.name}
                </option>
              ))}
            </select>
          </Part>
        )}
        {choices.tracking.slice(0, MAX_TRACKING).map((category) => (
          <Part key={category.name} label={category.name} path={`trackingByStore.${id}.${category.name}`}>
            <select
              id={`trackingByStore.${id}.${category.name}`}
              disabled={disabled}
              className={inputStyle}
              value={draft.trackingByStore[id]?.find((choice) => choice.name === category.name)?.option ?? ""}
              onChange={(event) => {
                const others = (draft.trackingByStore[id] ?? []).filter(
                  (choice) => choice.name !== category.name,
                );
                const option = event.target.value;
                const all = option === "" ? others : [...others, { name: category.name, option }];
                set("trackingByStore", withKey(draft.trackingByStore, id, all.length > 0 ? all : null));
              }}
            >
              <option value="">No tracking</option>
              {category.options.map((option) => (
                <option key={option} value={option}>
                  {option}
                </option>
              ))}
            </select>
          </Part>
        ))}
      </div>
    </div>
  );
}

/** Xero takes two categories on a line, and has no more than two. */
const MAX_TRACKING = 2;

function Part({ label, path, children }: { label: string; path: string; children: ReactNode }) {
  return (
    <div className="min-w-0 space-y-1.5">
      <label htmlFor={path} className="block text-[13px] text-muted">
        {label}
      </label>
      {children}
      <Problem path={path} />
    </div>
  );
}
