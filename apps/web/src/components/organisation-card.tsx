import type { BindingPage } from "@counterfoil/services/binding/get-binding";
import { CircleCheck, TriangleAlert } from "lucide-react";
import { Card } from "./card.tsx";
import { ConnectionActions } from "./connection-actions.tsx";
import { Moment } from "./moment.tsx";

/** A short check of the organisation itself. */
export function OrganisationCard({ page }: { page: BindingPage }) {
  const { organisation, reference } = page;
  // What to look at comes first.
  const checks = organisation.checks.toSorted(
    (one, other) => Number(other.look === "warning") - Number(one.look === "warning"),
  );
  return (
    <Card className="p-5">
      <h2 className="text-[15px] font-semibold tracking-tight">{organisation.name}</h2>
      <p className="text-[13px] text-muted">
        {[organisation.countryCode && countryName(organisation.countryCode), organisation.baseCurrency]
          .filter(Boolean)
          .join(" · ")}
      </p>
      <ul className="mt-4 space-y-3.5 text-sm">
        {checks.map(({ look, title, text }) => (
          <li key={title} className="flex items-start gap-2.5">
            {look === "good" ? (
              <CircleCheck className="mt-0.5 size-4 shrink-0 text-green" aria-hidden="true" />
            ) : (
              <TriangleAlert className="mt-0.5 size-4 shrink-0 text-amber" aria-hidden="true" />
            )}
            <div className="min-w-0">
              <p className="font-medium">
                {look === "warning" && <span className="sr-only">Look at this: </span>}
                {title}
              </p>
              <p className="text-[13px] leading-relaxed text-pretty text-muted">{text}</p>
            </div>
          </li>
        ))}
      </ul>
      {reference.refreshedAt && (
        <p className="mt-4 border-t pt-3 text-[13px] text-muted">
          Read from Xero <Moment at={reference.refreshedAt} />
        </p>
      )}
      {["active", "reconnect_required"].includes(organisation.connectionStatus) && (
        <ConnectionActions bindingId={page.id} organisationId={organisation.id} name={organisation.name} />
      )}
    </Card>
  );
}

function countryName(code: string): string {
  return new Intl.DisplayNames("en", { type: "region", fallback: "code" }).of(code) ?? code;
}
