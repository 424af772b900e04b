"use client";

import type { PolicyChange } from "@counterfoil/core/policy-words";
import { useActionState } from "react";
import { untouched } from "../../actions/form-state.ts";
import { restoreVersion } from "../../actions/restore-version.ts";
import { Notice } from "../notice.tsx";
import { SubmitButton } from "../submit-button.tsx";
import { ChangeList } from "./change-list.tsx";

/** What going back would change now, then the button. */
export function RestoreForm({
  bindingId,
  version,
  current,
  back,
}: {
  bindingId: string;
  version: number;
  current: number;
  back: readonly PolicyChange[];
}) {
  const [state, action] = useActionState(restoreVersion, untouched);
  return (
    <details className="group mt-4 border-t pt-3">
      <summary className="w-fit rounded-sm text-[13px] font-medium text-muted hover:text-ink">
        Go back to this version
      </summary>
      <form action={action} className="mt-3 space-y-4 rounded-lg bg-raised p-4">
        <input type="hidden" name="bindingId" value={bindingId} />
        <input type="hidden" name="version" value={version} />
        <input type="hidden" name="baseVersion" value={current} />
        <p className="text-sm text-pretty text-muted">
          It is saved as a new version, and nothing is lost. Whether syncing is paused, and since when it
          syncs, stay as they are. This would change:
        </p>
        <ChangeList changes={back} />
        {state.message && <Notice look="error">{state.message}</Notice>}
        <SubmitButton busy="Going back" size="small">
          Go back to version {version}
        </SubmitButton>
      </form>
    </details>
  );
}
