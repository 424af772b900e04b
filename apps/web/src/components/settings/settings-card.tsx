import type { ReactNode } from "react";
import type { HelpPlace } from "../../help/help-places.ts";
import { Card } from "../card.tsx";
import { HelpLink } from "../help-link.tsx";

/** One group of settings, with an address of its own that every reason can link to. */
export function SettingsCard({
  id,
  title,
  description,
  help,
  children,
}: {
  id: string;
  title: string;
  description: ReactNode;
  /** Where it is explained. */
  help?: HelpPlace;
  children: ReactNode;
}) {
  return (
    <Card id={id} aria-labelledby={`${id}-title`} className="scroll-mt-6">
      <header className="space-y-1 px-5 pt-5 pb-4 sm:px-6">
        <h2 id={`${id}-title`} className="text-[15px] font-semibold tracking-tight">
          {title}
        </h2>
        <p className="max-w-prose text-sm text-pretty text-muted">{description}</p>
        {help && <HelpLink to={help} />}
      </header>
      <div className="divide-y border-t">{children}</div>
    </Card>
  );
}
