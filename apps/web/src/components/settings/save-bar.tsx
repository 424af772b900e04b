"use client";

import { LoaderCircle } from "lucide-react";
import { Button } from "../button.tsx";
import { showField } from "./show-field.ts";

/** Stands at the foot of the window while something is not saved. */
export function SaveBar({
  count,
  problems,
  message,
  isSaving,
  onSave,
  onRevert,
  onPreview,
}: {
  count: number;
  problems: readonly [path: string, message: string][];
  message: string | null;
  isSaving: boolean;
  onSave: () => void;
  onRevert: () => void;
  onPreview: () => void;
}) {
  const [first] = problems;
  return (
    <section
      aria-label="Unsaved changes"
      hidden={count === 0}
      className="sticky bottom-[calc(4.25rem+env(safe-area-inset-bottom))] z-30 rounded-xl border border-line-strong bg-surface px-4 py-3 shadow-lg sm:px-5 lg:bottom-5"
    >
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2.5">
        <div className="min-w-0 text-sm">
          <p role="status" className="font-medium">
            {count === 1 ? "1 unsaved change" : `${count} unsaved changes`}
          </p>
          {first ? (
            <button
              type="button"
              onClick={() => showField(first[0])}
              className="rounded-sm text-left text-[13px] text-red underline decoration-red/40 underline-offset-3"
            >
              {problems.length === 1 ? first[1] : `${problems.length} fields are not right yet`}
            </button>
          ) : (
            message && (
              <p role="alert" className="text-[13px] text-pretty text-red">
                {message}
              </p>
            )
          )}
        </div>
        <div className="flex flex-wrap gap-2">
          <Button look="quiet" disabled={isSaving} onClick={onRevert}>
            Revert
          </Button>
          <Button look="secondary" disabled={isSaving} onClick={onPreview}>
            Preview
          </Button>
          <Button disabled={isSaving} onClick={onSave}>
            {isSaving && <LoaderCircle className="animate-spin" aria-hidden="true" />}
            {isSaving ? "Saving" : "Save"}
          </Button>
        </div>
      </div>
    </section>
  );
}
