import type { BindingPage } from "@counterfoil/services/binding/get-binding";
import { Check, LoaderCircle } from "lucide-react";
import { Card, CardHeader } from "./card.tsx";
import { Notice } from "./notice.tsx";

const labels = {
  organisation: "Organisation and lock dates",
  accounts: "Accounts",
  taxRates: "Tax rates",
  brandingThemes: "Branding themes",
  trackingCategories: "Tracking categories",
  currencies: "Currencies",
  reminders: "Invoice reminders",
} as const;

/** What has been read of the organisation so far; the page draws itself again as each list arrives. */
export function ReferenceProgress({
  name,
  reference,
}: {
  name: string;
  reference: BindingPage["reference"];
}) {
  const done = reference.kinds.filter((kind) => kind.fetchedAt !== null).length;
  return (
    <Card>
      <CardHeader
        title={`Reading ${name}`}
        description="Its accounts and tax rates are what the settings are proposed from. This takes a few seconds."
        action={
          <span className="tabular text-sm text-muted" aria-live="polite">
            {done} of {reference.kinds.length}
          </span>
        }
      />
      <div className="space-y-4 p-5 sm:p-6">
        <progress
          className="block h-1.5 w-full appearance-none overflow-hidden rounded-full bg-raised [&::-moz-progress-bar]:bg-brand [&::-webkit-progress-bar]:bg-raised [&::-webkit-progress-value]:bg-brand [&::-webkit-progress-value]:transition-all"
          value={done}
          max={reference.kinds.length}
          aria-label="Reading reference data"
        />
        <ul className="grid gap-2.5 text-sm sm:grid-cols-2">
          {reference.kinds.map(({ kind, fetchedAt }) => (
            <li key={kind} className="flex items-center gap-2.5">
              {fetchedAt ? (
                <Check className="size-4 text-green" strokeWidth={2.5} aria-label="Read" />
              ) : (
                <LoaderCircle className="size-4 animate-spin text-faint" aria-label="Being read" />
              )}
              <span className={fetchedAt ? "" : "text-muted"}>{labels[kind]}</span>
            </li>
          ))}
        </ul>
        {reference.problem && (
          <Notice look="warning">
            Xero did not answer everything yet. We keep asking; nothing need be done.
          </Notice>
        )}
      </div>
    </Card>
  );
}
