"use client";

import { type ReactNode, useState } from "react";
import type { Told } from "../actions/told.ts";
import { Button } from "./button.tsx";
import { Consequences } from "./consequences.tsx";
import { Dialog } from "./dialog.tsx";
import { SubmitButton } from "./submit-button.tsx";
import { useTold } from "./use-told.ts";

type Words = { title: string; goes: ReactNode; stays: ReactNode; waits: ReactNode; confirm: string };

/** A second look before something is disconnected. `fields` are what the act is about. */
export function EndDialog({
  act,
  fields,
  words,
  isOpen,
  onClose,
}: {
  act: (form: FormData) => Promise<Told>;
  fields: Record<string, string>;
  words: Words;
  isOpen: boolean;
  onClose: () => void;
}) {
  const action = useTold(act, onClose);
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={words.title}>
      <form action={action} className="space-y-5">
        {Object.entries(fields).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <Consequences goes={words.goes} stays={words.stays} waits={words.waits} />
        <div className="flex flex-wrap justify-end gap-2">
          <Button look="secondary" onClick={onClose}>
            Keep it
          </Button>
          <SubmitButton busy="Disconnecting">{words.confirm}</SubmitButton>
        </div>
      </form>
    </Dialog>
  );
}

/** The same behind a button of its own. */
export function EndButton({
  label,
  ...dialog
}: { label: string } & Omit<Parameters<typeof EndDialog>[0], "isOpen" | "onClose">) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button look="quiet" size="small" onClick={() => setIsOpen(true)}>
        {label}
      </Button>
      <EndDialog {...dialog} isOpen={isOpen} onClose={() => setIsOpen(false)} />
    </>
  );
}
