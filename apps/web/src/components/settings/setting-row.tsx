"use client";

import type { PolicySetting } from "@counterfoil/core/policy";
import { settingLabels } from "@counterfoil/core/policy-words";
import { CircleAlert, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "../cn.ts";
import { useSettings } from "./settings-state.tsx";

/** One setting: what it is, what it means, where its value comes from, and its control beside it or, when `isWide`, below. */
export function SettingRow({
  setting,
  label,
  children,
  isWide = false,
  isGroup = false,
  control,
  warning,
}: {
  setting: PolicySetting;
  label?: string;
  /** What it means, in a line. */
  children: ReactNode;
  isWide?: boolean;
  /** The control is several: the name is theirs together. */
  isGroup?: boolean;
  control: ReactNode;
  warning?: ReactNode;
}) {
  const { sources, changed } = useSettings();
  const name = label ?? settingLabels[setting];
  const isChanged = changed.includes(setting);
  const Whole = isGroup ? "fieldset" : "div";
  return (
    <Whole
      id={`setting-${setting}`}
      {...(isGroup && {
        "aria-labelledby": `${setting}-name`,
        "aria-describedby": `${setting}-hint`,
      })}
      className={cn(
        "grid min-w-0 scroll-mt-6 gap-x-8 gap-y-3 px-5 py-5 sm:px-6",
        !isWide && "md:grid-cols-[minmax(0,1fr)_minmax(0,20rem)]",
      )}
    >
      <div className="min-w-0 space-y-1">
        <div className="flex items-center gap-2">
          {isGroup ? (
            <span id={`${setting}-name`} className="text-sm font-medium">
              {name}
            </span>
          ) : (
            <label htmlFor={setting} className="text-sm font-medium">
              {name}
            </label>
          )}
          {isChanged && (
            <span className="rounded-full bg-blue-soft px-2 py-px text-xs font-medium text-blue">
              Not saved
            </span>
          )}
        </div>
        <p id={`${setting}-hint`} className="max-w-prose text-[13px] leading-relaxed text-pretty text-muted">
          {children}
        </p>
        {sources[setting] && !isChanged && (
          <p className="max-w-prose text-[13px] leading-relaxed text-pretty text-faint">{sources[setting]}</p>
        )}
      </div>
      <div className="min-w-0 space-y-1.5">
        {control}
        <Problem path={setting} />
        {warning && (
          <p className="flex items-start gap-1.5 text-[13px] text-pretty text-amber">
            <TriangleAlert className="mt-0.5 size-3.5 shrink-0" aria-hidden="true" />
            <span>{warning}</span>
          </p>
        )}
      </div>
    </Whole>
  );
}

/** What is wrong with a field, under it. */
export function Problem({ path }: { path: string }) {
  const { problems } = useSettings();
  const problem = problems[path];
  if (!problem) return null;
  return (
    <p id={`${path}-error`} className="flex items-start gap-1.5 text-[13px] text-red">
      <CircleAlert className="mt-0.5 size-3.5 shrink-0" aria-hidden="true" />
      {problem}
    </p>
  );
}
