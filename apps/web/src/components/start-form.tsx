"use client";

import { dayWords } from "@counterfoil/core/day-words";
import type { StartChoice } from "@counterfoil/services/binding/start-choices";
import { useActionState } from "react";
import { untouched } from "../actions/form-state.ts";
import { startSyncing } from "../actions/start-syncing.ts";
import { HelpLink } from "./help-link.tsx";
import { formatMoney } from "./money.tsx";
import { Notice } from "./notice.tsx";
import { SubmitButton } from "./submit-button.tsx";

const labels = {
  today: "Today",
  month: "The first of this month",
  after_lock: "The day after Xero's lock date",
  everything: "Everything seen",
} as const;

/** From which date, with what each choice means for the documents seen so far. */
export function StartForm({
  bindingId,
  choices,
  canStart,
  why,
}: {
  bindingId: string;
  choices: StartChoice[];
  canStart: boolean;
  why: string | null;
}) {
  const [state, action] = useActionState(startSyncing, untouched);
  return (
    <form action={action} className="space-y-5">
      {state.message && <Notice look="error">{state.message}</Notice>}
      <input type="hidden" name="bindingId" value={bindingId} />
      <fieldset className="space-y-2">
        <legend className="mb-2 text-sm font-medium">Send documents from</legend>
        {choices.map((choice, index) => (
          <label
            key={choice.since}
            className="flex cursor-pointer items-start gap-3 rounded-lg border px-4 py-3 text-sm transition-colors hover:bg-raised has-checked:border-brand has-checked:bg-brand-soft has-focus-visible:outline-2 has-focus-visible:outline-brand"
          >
            <input
              type="radio"
              name="since"
              value={choice.since}
              defaultChecked={
                (state.values.since ?? "today") === choice.since || (index === 0 && !state.values.since)
              }
              className="mt-0.5 size-4 accent-brand outline-none"
            />
            <span className="flex flex-1 flex-wrap items-baseline justify-between gap-x-4 gap-y-0.5">
              <span>
                <span className="font-medium">{labels[choice.since]}</span>
                {choice.day && <span className="text-muted">, {dayWords(choice.day)}</span>}
              </span>
              <span className="tabular text-muted">{meaning(choice)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <p className="text-[13px] leading-relaxed text-pretty text-muted">
        Earlier documents are left out: books that somebody has filled already must not be filled twice.{" "}
        <HelpLink to="startDate">Which date to choose</HelpLink>
      </p>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <SubmitButton busy="Starting" disabled={!canStart}>
          Start syncing
        </SubmitButton>
        {why && <p className="text-sm text-muted">{why}</p>}
      </div>
    </form>
  );
}

function meaning({ documents, money }: StartChoice): string {
  const count = `${documents} document${documents === 1 ? "" : "s"}`;
  return [count, ...money.slice(0, 3).map(({ total, currency }) => formatMoney(total, currency))].join(" · ");
}
