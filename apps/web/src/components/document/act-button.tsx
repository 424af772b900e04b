"use client";

import { type ReactNode, useState } from "react";
import type { ActState } from "../../actions/act-on-document.ts";
import { Button } from "../button.tsx";
import { Dialog } from "../dialog.tsx";
import { SubmitButton } from "../submit-button.tsx";
import { ActForm } from "./act-form.tsx";

/** A button that first says what follows, and then does it. */
export function ActButton({
  documentId,
  act,
  label,
  title,
  text,
  submit,
  busy,
  look = "secondary",
  children,
}: {
  documentId: string;
  act: string;
  label: ReactNode;
  /** The question, as the dialogue's heading. */
  title: string;
  /** What follows. */
  text: string;
  submit: string;
  busy: string;
  look?: "primary" | "secondary" | "quiet";
  children?: (state: ActState) => ReactNode;
}) {
  const [isOpen, setIsOpen] = useState(false);
  const close = () => setIsOpen(false);
  return (
    <>
      <Button look={look} size="small" onClick={() => setIsOpen(true)}>
        {label}
      </Button>
      <Dialog isOpen={isOpen} onClose={close} title={title}>
        <ActForm documentId={documentId} act={act} onDone={close}>
          {(state) => (
            <>
              <p className="text-sm leading-relaxed text-pretty text-muted">{text}</p>
              {children?.(state)}
              <div className="flex flex-wrap justify-end gap-2 pt-1">
                <Button look="quiet" onClick={close}>
                  Not now
                </Button>
                <SubmitButton busy={busy}>{submit}</SubmitButton>
              </div>
            </>
          )}
        </ActForm>
      </Dialog>
    </>
  );
}
