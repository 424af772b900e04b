"use client";

import { Check, LoaderCircle } from "lucide-react";
import { useActionState, useEffect, useRef } from "react";
import { untouched } from "../actions/form-state.ts";
import { closeOneStep } from "../actions/leave.ts";
import { cn } from "./cn.ts";
import { Notice } from "./notice.tsx";
import { SubmitButton } from "./submit-button.tsx";

type Step = { key: string; title: string; text: string; isDone: boolean };

/** Goes on by itself from step to step; after trouble, and without JavaScript, at a press. */
export function ClosingProgress({ steps }: { steps: Step[] }) {
  const [state, action, isPending] = useActionState(closeOneStep, untouched);
  const form = useRef<HTMLFormElement>(null);
  const done = steps.filter((step) => step.isDone).length;
  const next = steps.findIndex((step) => !step.isDone);
  useEffect(() => {
    // Once for each step that is behind us, and not after a refusal: then a person decides.
    if (done < steps.length && state.message === null) form.current?.requestSubmit();
  }, [done, steps.length, state.message]);
  return (
    <div className="space-y-5">
      <ol className="space-y-4" aria-live="polite">
        {steps.map((step, index) => (
          <li key={step.key} className="flex items-start gap-3">
            <span
              className={cn(
                "mt-0.5 grid size-6 shrink-0 place-items-center rounded-full border text-xs font-semibold text-muted",
                step.isDone && "border-transparent bg-green-soft text-green",
              )}
            >
              {step.isDone ? (
                <Check className="size-3.5" strokeWidth={2.5} aria-label="Done" />
              ) : index === next && isPending ? (
                <LoaderCircle className="size-3.5 animate-spin" aria-label="Under way" />
              ) : (
                index + 1
              )}
            </span>
            <div>
              <p className="text-sm font-medium">{step.title}</p>
              <p className="text-[13px] text-pretty text-muted">{step.text}</p>
            </div>
          </li>
        ))}
      </ol>
      {state.message && (
        <Notice look="warning" title="Not finished yet">
          {state.message} What is done stays done.
        </Notice>
      )}
      <form ref={form} action={action}>
        <SubmitButton look="secondary" busy="Closing">
          Go on
        </SubmitButton>
      </form>
    </div>
  );
}
