"use client";

import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { Button } from "./button.tsx";

/** A link to hand over. Where the clipboard is closed to us it is shown to be copied by hand. */
export function CopyLink({ link, label = "Copy link" }: { link: string; label?: string }) {
  const [state, setState] = useState<"idle" | "copied" | "shown">("idle");
  const copy = () =>
    navigator.clipboard?.writeText(link).then(
      () => setState("copied"),
      () => setState("shown"),
    ) ?? setState("shown");
  return (
    <>
      <Button look="secondary" size="small" onClick={() => void copy()}>
        {state === "copied" ? <Check aria-hidden="true" /> : <Copy aria-hidden="true" />}
        <span aria-live="polite">{state === "copied" ? "Copied" : label}</span>
      </Button>
      {state === "shown" && (
        <input
          readOnly
          aria-label="Link"
          value={link}
          onFocus={(event) => event.currentTarget.select()}
          className="h-8 w-full min-w-0 rounded-lg border border-line-strong bg-surface px-2 font-mono text-xs"
        />
      )}
    </>
  );
}
