"use client";

import type { Mark } from "@counterfoil/services/document/describe-document";
import { Banknote, FileMinus2, FileText, type LucideIcon, Repeat2, Undo2, UserRound } from "lucide-react";
import { Tooltip } from "radix-ui";
import { cn } from "./cn.ts";

const icons: Record<Mark["kind"], LucideIcon> = {
  contact: UserRound,
  invoice: FileText,
  payment: Banknote,
  credit_note: FileMinus2,
  allocation: Repeat2,
  refund: Undo2,
};

const looks: Record<Mark["word"], string> = {
  "On its way": "border-blue/30 text-blue",
  Waiting: "border-amber/35 text-amber",
  "In Xero": "border-transparent bg-green-soft text-green",
  "Needs you": "border-transparent bg-red-soft text-red",
  "Left out": "border-line text-faint",
};

/** What a document leads to in Xero, and how far each is: small, told in words on hover, on focus and to screen readers. */
export function Marks({ marks }: { marks: Mark[] }) {
  if (marks.length === 0) return null;
  return (
    <Tooltip.Provider delayDuration={150}>
      <ul className="flex shrink-0 gap-1" aria-label="In Xero">
        {marks.map((mark) => {
          const Icon = icons[mark.kind];
          return (
            <li key={mark.kind}>
              <Tooltip.Root>
                <Tooltip.Trigger
                  aria-label={mark.label}
                  className={cn("grid size-6 place-items-center rounded-md border", looks[mark.word])}
                >
                  <Icon className="size-3.5" strokeWidth={2} aria-hidden="true" />
                </Tooltip.Trigger>
                <Tooltip.Portal>
                  <Tooltip.Content
                    sideOffset={5}
                    className="z-50 rounded-md bg-ink px-2.5 py-1.5 text-xs font-medium text-canvas shadow-lg"
                  >
                    {mark.label}
                  </Tooltip.Content>
                </Tooltip.Portal>
              </Tooltip.Root>
            </li>
          );
        })}
      </ul>
    </Tooltip.Provider>
  );
}
