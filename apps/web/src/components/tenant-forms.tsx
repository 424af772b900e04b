"use client";

import { planNames, planTitle } from "@counterfoil/core/plans";
import { useActionState } from "react";
import { untouched } from "../actions/form-state.ts";
import { changeTenantOf } from "../actions/operator.ts";
import { SelectField } from "./field.tsx";
import { Notice } from "./notice.tsx";
import { SubmitButton } from "./submit-button.tsx";

export function PlanForm({ tenantId, plan }: { tenantId: string; plan: string }) {
  const [state, action] = useActionState(changeTenantOf, untouched);
  return (
    <form action={action} className="space-y-4">
      {state.message && <Notice look="error">{state.message}</Notice>}
      <input type="hidden" name="tenantId" value={tenantId} />
      <input type="hidden" name="change" value="plan" />
      <SelectField key={plan} label="Plan" name="plan" defaultValue={plan}>
        {planNames.map((name) => (
          <option key={name} value={name}>
            {planTitle(name)}
          </option>
        ))}
      </SelectField>
      <SubmitButton look="secondary" busy="Changing">
        Change plan
      </SubmitButton>
    </form>
  );
}

export function PauseForm({ tenantId, isPaused }: { tenantId: string; isPaused: boolean }) {
  const [state, action] = useActionState(changeTenantOf, untouched);
  return (
    <form action={action} className="space-y-4">
      {state.message && <Notice look="error">{state.message}</Notice>}
      <input type="hidden" name="tenantId" value={tenantId} />
      <input type="hidden" name="change" value={isPaused ? "resume" : "pause"} />
      <SubmitButton look="secondary" busy={isPaused ? "Resuming" : "Pausing"}>
        {isPaused ? "Resume" : "Pause"}
      </SubmitButton>
    </form>
  );
}
