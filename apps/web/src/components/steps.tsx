import { Check } from "lucide-react";
import Link from "next/link";
import { buttonStyle } from "./button.tsx";
import { Card } from "./card.tsx";
import { cn } from "./cn.ts";

/** `href` null: not possible before the others. */
export type Step = { title: string; text: string; isDone: boolean; href: string | null; action: string };

/** The first run: what is done, what comes next. Either of the first two may come first. */
export function Steps({ steps }: { steps: Step[] }) {
  const next = steps.findIndex((step) => !step.isDone);
  return (
    <Card>
      <ol className="divide-y">
        {steps.map((step, index) => (
          <li key={step.title} className="flex flex-wrap items-center gap-x-4 gap-y-3 p-5 sm:px-6">
            <span
              className={cn(
                "grid size-8 shrink-0 place-items-center rounded-full border text-sm font-semibold",
                step.isDone && "border-transparent bg-green-soft text-green",
                index === next && "border-transparent bg-brand text-brand-ink",
                !step.isDone && index !== next && "text-muted",
              )}
            >
              {step.isDone ? <Check className="size-4" strokeWidth={2.5} aria-label="Done" /> : index + 1}
            </span>
            <div className="min-w-0 flex-1 basis-60">
              <p className={cn("text-[15px] font-medium", step.isDone && "text-muted")}>{step.title}</p>
              <p className="text-sm text-pretty text-muted">{step.text}</p>
            </div>
            {!step.isDone && step.href && (
              <Link
                href={step.href}
                className={buttonStyle({
                  look: index === next ? "primary" : "secondary",
                  className: "max-sm:ml-12",
                })}
              >
                {step.action}
              </Link>
            )}
          </li>
        ))}
      </ol>
    </Card>
  );
}
