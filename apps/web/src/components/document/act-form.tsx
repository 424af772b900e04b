"use client";

import { type ReactNode, useActionState, useEffect } from "react";
import { type ActState, actOnDocument } from "../../actions/act-on-document.ts";
import { untouched } from "../../actions/form-state.ts";
import { Notice } from "../notice.tsx";
import { useToast } from "../toasts.tsx";

/** One act on a document: what is refused stays on the form with what was typed, what is done is told and `onDone` is called. */
export function ActForm({
  documentId,
  act,
  onDone,
  children,
  className = "space-y-4",
}: {
  documentId: string;
  act: string;
  onDone?: () => void;
  children: (state: ActState) => ReactNode;
  className?: string;
}) {
  const [state, action] = useActionState<ActState, FormData>(actOnDocument, untouched);
  const tell = useToast();
  const { done } = state;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each answer, whatever the parent hands over meanwhile.
  useEffect(() => {
    if (done === undefined) return;
    tell(done);
    onDone?.();
  }, [state]);
  const isOnField = Object.keys(state.fields).length > 0;
  return (
    <form action={action} className={className}>
      <input type="hidden" name="documentId" value={documentId} />
      <input type="hidden" name="act" value={act} />
      {state.message && !isOnField && <Notice look="error">{state.message}</Notice>}
      {children(state)}
    </form>
  );
}
