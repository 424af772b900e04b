"use client";

import { Ellipsis, Pause, Play, Unplug } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { useState, useTransition } from "react";
import { closeBinding } from "../actions/close-binding.ts";
import { pauseBinding } from "../actions/pause-binding.ts";
import { Button, buttonStyle } from "./button.tsx";
import { EndDialog } from "./end-dialog.tsx";
import { useTold } from "./use-told.ts";

const item =
  "flex h-9 cursor-default items-center gap-2.5 rounded-md px-2.5 text-sm outline-none select-none data-highlighted:bg-raised";

/** What else can be done with a binding: pause and resume it, end it. One that is paused has Resume beside its other buttons. */
export function BindingMenu({
  bindingId,
  store,
  organisation,
  isStarted,
  isPaused,
  waiting,
  isStopped,
  mayEnd,
}: {
  bindingId: string;
  store: string;
  organisation: string;
  isStarted: boolean;
  isPaused: boolean;
  waiting: number;
  /** By something that resuming does not mend. */
  isStopped: boolean;
  mayEnd: boolean;
}) {
  const [isEnding, setIsEnding] = useState(false);
  const [isBusy, start] = useTransition();
  const pause = useTold(pauseBinding);
  const setPaused = (paused: boolean) => {
    const form = new FormData();
    form.set("bindingId", bindingId);
    form.set("paused", String(paused));
    start(() => pause(form));
  };
  return (
    <>
      {isPaused && !isStopped && (
        <Button size="small" disabled={isBusy} onClick={() => setPaused(false)}>
          <Play aria-hidden="true" />
          {isBusy ? "Resuming" : "Resume"}
        </Button>
      )}
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger
          aria-label={`More for ${store} and ${organisation}`}
          className={`${buttonStyle({ look: "secondary", size: "small" })} w-8 px-0`}
        >
          <Ellipsis aria-hidden="true" />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content
            align="end"
            sideOffset={6}
            className="z-50 w-52 rounded-xl border bg-surface p-1.5 shadow-lg"
          >
            {isStarted && (
              <DropdownMenu.Item className={item} disabled={isBusy} onSelect={() => setPaused(!isPaused)}>
                {isPaused ? (
                  <Play className="size-4 text-muted" aria-hidden="true" />
                ) : (
                  <Pause className="size-4 text-muted" aria-hidden="true" />
                )}
                {isPaused ? "Resume syncing" : "Pause syncing"}
              </DropdownMenu.Item>
            )}
            {mayEnd && (
              <DropdownMenu.Item className={item} onSelect={() => setIsEnding(true)}>
                <Unplug className="size-4 text-muted" aria-hidden="true" />
                Disconnect the two
              </DropdownMenu.Item>
            )}
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      <EndDialog
        act={closeBinding}
        fields={{ bindingId }}
        isOpen={isEnding}
        onClose={() => setIsEnding(false)}
        words={{
          title: `Disconnect ${store} from ${organisation}?`,
          goes: `Nothing more is sent from ${store} to ${organisation}. What is being sent at this moment still arrives.`,
          stays:
            "What is in Xero stays there. Your settings stay, and so does which document is which, so that nothing is ever there twice.",
          waits: `${waitingWords(waiting)} Connect the two again, and it all goes on where it stopped.`,
          confirm: "Disconnect",
        }}
      />
    </>
  );
}

function waitingWords(waiting: number): string {
  if (waiting === 0) return "No document is on its way. What the store raises from now on is kept.";
  return `${waiting === 1 ? "One document that is" : `${waiting} documents that are`} not in Xero yet ${waiting === 1 ? "is" : "are"} kept as ${waiting === 1 ? "it is" : "they are"}, and so is what the store raises from now on.`;
}
