"use client";

import { Button } from "../button.tsx";
import { Card } from "../card.tsx";
import { Moment } from "../moment.tsx";
import { ChangeList } from "./change-list.tsx";
import type { Conflict } from "./conflict.ts";
import { useSettings } from "./settings-state.tsx";

/** What somebody else saved in between, beside what this person has typed, which is kept on top of it. */
export function Theirs({ conflict, onDone }: { conflict: Conflict; onDone: () => void }) {
  const { changed, set } = useSettings();
  const { theirs, changes, mine } = conflict;
  const both = [...new Set(changes.map(({ setting }) => setting))].filter(
    (setting) => mine.includes(setting) && changed.includes(setting),
  );
  return (
    <Card role="alert" className="border-amber/40">
      <header className="space-y-1 px-5 pt-5 sm:px-6">
        <h2 className="text-[15px] font-semibold tracking-tight">
          {theirs.changedBy ?? "Somebody"} changed these settings while you were editing
        </h2>
        <p className="max-w-prose text-sm text-pretty text-muted">
          Version {theirs.version}, <Moment at={theirs.changedAt} />. What you typed is kept and not saved
          yet.
          {both.length > 0
            ? " Where you both changed the same setting, yours stands here now: save it over theirs, or take theirs."
            : " You changed other settings, so saving keeps theirs and adds yours."}
        </p>
      </header>
      <div className="space-y-4 p-5 sm:px-6">
        <ChangeList changes={changes} />
        <div className="flex flex-wrap gap-2">
          {both.length > 0 && (
            <Button
              look="secondary"
              size="small"
              onClick={() => {
                for (const setting of both) set(setting, theirs.policy[setting]);
              }}
            >
              Take theirs where we differ
            </Button>
          )}
          <Button look="quiet" size="small" onClick={onDone}>
            I have seen it
          </Button>
        </div>
      </div>
    </Card>
  );
}
