"use client";

import type { Policy } from "@counterfoil/core/policy";
import { policyChanges } from "@counterfoil/core/policy-words";
import type { SettingsPage, SettingsVersion } from "@counterfoil/services/policy/get-settings";
import { useRef, useState, useTransition } from "react";
import { saveSettings } from "../../actions/save-settings.ts";
import { Notice } from "../notice.tsx";
import { useToast } from "../toasts.tsx";
import { AccountsCard } from "./accounts-card.tsx";
import type { Conflict } from "./conflict.ts";
import { CustomersCard } from "./customers-card.tsx";
import { LeaveGuard } from "./leave-guard.tsx";
import { NumbersCard } from "./numbers-card.tsx";
import { PaymentsCard } from "./payments-card.tsx";
import { PreviewCard } from "./preview-card.tsx";
import { RefundsCard } from "./refunds-card.tsx";
import { SaveBar } from "./save-bar.tsx";
import { SettingsProvider, useDraft, useProblems } from "./settings-state.tsx";
import { showField } from "./show-field.ts";
import { StoreViewsCard } from "./store-views-card.tsx";
import { SyncCard } from "./sync-card.tsx";
import { TaxCard } from "./tax-card.tsx";
import { Theirs } from "./theirs.tsx";
import { useKeptDraft } from "./use-kept-draft.ts";

export function SettingsForm({ page }: { page: SettingsPage }) {
  const state = useDraft(page);
  const { base, draft, changed, renamed, viewNames } = state;
  const changes = Object.fromEntries(changed.map((setting) => [setting, draft[setting]])) as Partial<Policy>;
  const { problems, setProblems } = useProblems({ bindingId: page.bindingId, changes });
  const [message, setMessage] = useState<string | null>(null);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const [isSaving, startSaving] = useTransition();
  const tell = useToast();
  const [previews, setPreviews] = useState(0);
  const top = useRef<HTMLDivElement>(null);
  const count = changed.length + renamed.length;
  useKeptDraft({
    bindingId: page.bindingId,
    changes,
    onFound: (left) => {
      state.restore(left);
      tell("What you had changed and not saved is here again.");
    },
  });
  const { choices } = page;
  if (!choices) return null;

  const meet = (theirs: SettingsVersion) => {
    setConflict({ theirs, changes: policyChanges(base.policy, theirs.policy, page.names), mine: changed });
    state.rebase(theirs);
    top.current?.scrollIntoView({ block: "start" });
  };
  const save = () =>
    startSaving(async () => {
      const result = await saveSettings({
        bindingId: page.bindingId,
        baseVersion: base.version,
        changes,
        viewNames: Object.fromEntries(renamed.map((id) => [id, viewNames[id] ?? ""])),
      }).catch(() => null);
      if (result === null) {
        setMessage(
          "Counterfoil did not answer, so nothing was saved. What you typed is still here: try again.",
        );
      } else if (result.outcome === "saved") {
        setMessage(null);
        setConflict(null);
        setProblems({});
        state.saved(result.version);
        tell(`Saved. ${preparedAgain(result.documents)}`);
      } else if (result.outcome === "conflict") {
        meet(result.theirs);
      } else {
        setMessage(result.message);
        setProblems(Object.fromEntries(result.problems.map((problem) => [problem.path, problem.message])));
        showField(result.problems[0]?.path);
      }
    });
  const revert = () => {
    state.revert();
    setMessage(null);
    setConflict(null);
  };

  return (
    <SettingsProvider
      value={{
        page,
        draft,
        problems,
        changed,
        viewNames,
        set: state.set,
        nameView: state.nameView,
        sources: page.current.version === base.version ? page.current.sources : base.sources,
      }}
    >
      <div
        ref={top}
        className="scroll-mt-6 space-y-6 [&_:is(input,select,button,summary)]:scroll-mb-44 [&_:is(input,select,button,summary)]:scroll-mt-6"
      >
        {!page.canChange && (
          <Notice look="info">
            You can look at these settings. To change them takes an owner, an admin or a bookkeeper.
          </Notice>
        )}
        {conflict && <Theirs conflict={conflict} onDone={() => setConflict(null)} />}
        {!conflict && state.isStale && (
          <Notice
            look="warning"
            title={`${page.current.changedBy ?? "Somebody"} has saved these settings while you were editing`}
            action={
              <button
                type="button"
                onClick={() => meet(page.current)}
                className="rounded-sm font-medium underline underline-offset-3"
              >
                Look at theirs
              </button>
            }
          >
            What you typed is kept.
          </Notice>
        )}
        <SyncCard />
        <StoreViewsCard />
        <AccountsCard choices={choices} />
        <TaxCard choices={choices} />
        <PaymentsCard choices={choices} />
        <CustomersCard />
        <NumbersCard />
        <RefundsCard />
        <PreviewCard bindingId={page.bindingId} changes={changes} request={previews} />
        {page.canChange && (
          <SaveBar
            count={count}
            problems={Object.entries(problems)}
            message={message}
            isSaving={isSaving}
            onSave={save}
            onRevert={revert}
            onPreview={() => setPreviews((count) => count + 1)}
          />
        )}
      </div>
      <LeaveGuard count={count} onLeave={revert} />
    </SettingsProvider>
  );
}

function preparedAgain(documents: number): string {
  if (documents === 0) return "It applies to what comes from now on.";
  return documents === 1
    ? "1 document is prepared again."
    : `${documents.toLocaleString("en-GB")} documents are prepared again.`;
}
