import type { Word } from "@counterfoil/core/words";
import { Check, CircleAlert, CircleSlash, Clock, MoveRight } from "lucide-react";
import { cn } from "./cn.ts";

export const wordLooks = {
  "On its way": { icon: MoveRight, style: "bg-blue-soft text-blue" },
  Waiting: { icon: Clock, style: "bg-amber-soft text-amber" },
  "In Xero": { icon: Check, style: "bg-green-soft text-green" },
  "Needs you": { icon: CircleAlert, style: "bg-red-soft text-red" },
  "Left out": { icon: CircleSlash, style: "bg-gray-soft text-gray" },
} as const satisfies Record<Word, { icon: unknown; style: string }>;

/** One of the five words, told by text, colour and shape. */
export function WordChip({ word }: { word: Word }) {
  const { icon: Icon, style } = wordLooks[word];
  return (
    <span
      className={cn(
        "inline-flex h-6 items-center gap-1.5 rounded-full px-2.5 text-xs font-medium whitespace-nowrap",
        style,
      )}
    >
      <Icon className="size-3.5" strokeWidth={2.25} aria-hidden="true" />
      {word}
    </span>
  );
}
