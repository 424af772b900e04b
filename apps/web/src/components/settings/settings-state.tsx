"use client";

import type { Policy, PolicySetting } from "@counterfoil/core/policy";
import { changedSettings } from "@counterfoil/core/policy-words";
import type { SettingsPage, SettingsVersion } from "@counterfoil/services/policy/get-settings";
import { createContext, useContext, useEffect, useState } from "react";

export type Problems = Readonly<Record<string, string>>;

/** What every card of the settings page works on. */
export type SettingsState = {
  page: SettingsPage;
  draft: Policy;
  problems: Problems;
  /** Where the values as saved come from. */
  sources: Readonly<Record<string, string>>;
  changed: readonly PolicySetting[];
  set: <S extends PolicySetting>(setting: S, value: Policy[S]) => void;
  viewNames: Readonly<Record<string, string>>;
  nameView: (id: number, name: string) => void;
};

const Context = createContext<SettingsState | null>(null);
export const SettingsProvider = Context.Provider;

export function useSettings(): SettingsState {
  const state = useContext(Context);
  if (!state) throw new Error("Settings are shown outside their form.");
  return state;
}

/** What was typed, over what it was typed on. */
export function useDraft(page: SettingsPage) {
  const [base, setBase] = useState<SettingsVersion>(page.current);
  const [draft, setDraft] = useState<Policy>(page.current.policy);
  const savedNames = namesOf(page);
  const [typedNames, setTypedNames] = useState<Record<string, string>>({});
  const changed = changedSettings(base.policy, draft);
  const viewNames = { ...savedNames, ...typedNames };
  const renamed = Object.keys(typedNames).filter((id) => typedNames[id] !== savedNames[id]);

  // Nobody has typed anything: what somebody else saves is simply shown.
  if (page.current.version > base.version && changed.length === 0) {
    setBase(page.current);
    setDraft(page.current.policy);
  }
  return {
    base,
    draft,
    changed,
    renamed,
    viewNames,
    isStale: page.current.version > base.version,
    set: <S extends PolicySetting>(setting: S, value: Policy[S]) =>
      setDraft((before) => ({ ...before, [setting]: value })),
    nameView: (id: number, name: string) => setTypedNames((before) => ({ ...before, [String(id)]: name })),
    revert: () => {
      setDraft(base.policy);
      setTypedNames({});
    },
    restore: (left: Partial<Policy>) => setDraft((before) => ({ ...before, ...left })),
    /** What was typed stays, on top of theirs. */
    rebase: (theirs: SettingsVersion) => {
      const mine = Object.fromEntries(changed.map((setting) => [setting, draft[setting]]));
      setBase(theirs);
      setDraft({ ...theirs.policy, ...mine });
    },
    saved: (version: number) => setBase((before) => ({ ...before, version, policy: draft })),
  };
}

function namesOf(page: SettingsPage): Record<string, string> {
  return Object.fromEntries(page.facts.views.map(({ id, name }) => [String(id), name ?? ""]));
}

const CHECK_AFTER_MS = 350;

/** What saving would refuse, asked a moment after the last key. Keeps the last answer while the next is on its way. */
export function useProblems(input: { bindingId: string; changes: Partial<Policy> }): {
  problems: Problems;
  setProblems: (problems: Problems) => void;
} {
  const [problems, setProblems] = useState<Problems>({});
  const body = JSON.stringify({ changes: input.changes });
  const isEmpty = Object.keys(input.changes).length === 0;
  const { bindingId } = input;
  useEffect(() => {
    if (isEmpty) {
      setProblems({});
      return;
    }
    const abort = new AbortController();
    const timer = setTimeout(async () => {
      const found = await askForProblems(bindingId, body, abort.signal);
      if (found) setProblems(found);
    }, CHECK_AFTER_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [bindingId, body, isEmpty]);
  return { problems, setProblems };
}

/** Null while we cannot know: saving says it again. */
async function askForProblems(
  bindingId: string,
  body: string,
  signal: AbortSignal,
): Promise<Problems | null> {
  try {
    const response = await fetch(`/api/bindings/${bindingId}/policy/check`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
      signal,
    });
    if (!response.ok) return null;
    const { problems } = (await response.json()) as { problems: { path: string; message: string }[] };
    return Object.fromEntries(problems.map(({ path, message }) => [path, message]));
  } catch {
    return null;
  }
}
