"use client";

import { Play } from "lucide-react";
import { pauseBinding } from "../../actions/pause-binding.ts";
import { SubmitButton } from "../submit-button.tsx";
import { useTold } from "../use-told.ts";

export function ResumeButton({ bindingId }: { bindingId: string }) {
  const resume = useTold(pauseBinding);
  return (
    <form action={resume}>
      <input type="hidden" name="bindingId" value={bindingId} />
      <input type="hidden" name="paused" value="false" />
      <SubmitButton size="small" busy="Resuming">
        <Play aria-hidden="true" />
        Resume
      </SubmitButton>
    </form>
  );
}
