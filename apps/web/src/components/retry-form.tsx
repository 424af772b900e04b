"use client";

import { RotateCw } from "lucide-react";
import { type KeyboardEvent, type MouseEvent, type ReactNode, useActionState, useRef, useState } from "react";
import { type RetryState, retryDocumentsAction } from "../actions/retry-documents.ts";
import { Button } from "./button.tsx";
import { cn } from "./cn.ts";
import { SubmitButton } from "./submit-button.tsx";
import { useToast } from "./toasts.tsx";

const untouched: RetryState = { message: null, isRefused: false };

/** Says what became of it, also where the list that it was asked from is gone with the answer. */
function useRetry() {
  const tell = useToast();
  const [, action] = useActionState(async (before: RetryState, form: FormData) => {
    const answer = await retryDocumentsAction(before, form);
    if (answer.message) tell(answer.message, answer.isRefused ? "error" : "success");
    return answer;
  }, untouched);
  return action;
}

/** Every document of a reason at once. */
export function RetryAll({
  reason,
  bindingId,
  children,
}: {
  reason: string;
  bindingId?: string | undefined;
  children: ReactNode;
}) {
  const action = useRetry();
  return (
    <form action={action}>
      <input type="hidden" name="reason" value={reason} />
      {bindingId && <input type="hidden" name="bindingId" value={bindingId} />}
      <SubmitButton busy="Retrying…" look="secondary" size="small">
        <RotateCw aria-hidden="true" />
        {children}
      </SubmitButton>
    </form>
  );
}

/**
 * Around a list of documents with boxes to tick, all named documentId: ticks the whole page, ranges with Shift, lets go on Escape, and
 * retries what is ticked.
 */
export function RetryForm({ children }: { children: ReactNode }) {
  const action = useRetry();
  const form = useRef<HTMLFormElement>(null);
  const last = useRef<HTMLInputElement | null>(null);
  const [ticked, setTicked] = useState(0);
  const boxes = () => [...(form.current?.querySelectorAll<HTMLInputElement>("input[name=documentId]") ?? [])];
  const count = () => setTicked(boxes().filter(({ checked }) => checked).length);
  const tickAll = (isTicked: boolean) => {
    for (const box of boxes()) box.checked = isTicked;
    count();
  };
  const tickRange = (event: MouseEvent<HTMLFormElement>) => {
    const box = event.target as HTMLInputElement;
    if (box.name !== "documentId") return;
    const all = boxes();
    const [from, to] = [last.current ? all.indexOf(last.current) : -1, all.indexOf(box)];
    if (event.shiftKey && from >= 0)
      for (const between of all.slice(Math.min(from, to), Math.max(from, to) + 1))
        between.checked = box.checked;
    last.current = box;
    count();
  };
  const letGo = (event: KeyboardEvent) => {
    if (event.key === "Escape" && ticked > 0) tickAll(false);
  };
  return (
    <form
      ref={form}
      action={action}
      onClick={tickRange}
      onKeyDown={letGo}
      onChange={count}
      onReset={() => setTicked(0)}
    >
      {children}
      <section
        aria-label="Chosen documents"
        className={cn(
          "flex flex-wrap items-center gap-x-3 gap-y-2 rounded-b-xl border-t bg-surface px-4 py-2.5 text-[13px] sm:px-5",
          // In view as long as something is ticked, above the bar that a phone has at the bottom.
          ticked > 0 && "sticky bottom-14 z-20 shadow-card lg:bottom-0",
        )}
      >
        <span className="tabular text-muted" aria-live="polite">
          {ticked > 0 ? `${ticked} chosen` : "Tick documents to try them again."}
        </span>
        <span className="ml-auto flex gap-2">
          {ticked > 0 && (
            <Button look="quiet" size="small" onClick={() => tickAll(false)}>
              Let go
            </Button>
          )}
          <Button look="quiet" size="small" onClick={() => tickAll(true)}>
            Tick all on this page
          </Button>
          <SubmitButton busy="Retrying…" size="small" look={ticked > 0 ? "primary" : "secondary"}>
            <RotateCw aria-hidden="true" />
            Retry
          </SubmitButton>
        </span>
      </section>
    </form>
  );
}
