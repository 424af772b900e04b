import type { BindingPage } from "@counterfoil/services/binding/get-binding";
import { CircleAlert, CircleCheck, CircleSlash, Clock } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { buttonStyle } from "./button.tsx";
import { Card, CardHeader } from "./card.tsx";

/** What would become of the documents seen so far, before anything is in Xero. */
export function CheckCard({ page }: { page: BindingPage }) {
  const { check } = page;
  const seen =
    check.pending +
    check.wouldGo +
    [...check.wouldBeHeld, ...check.wouldBeLeftOut].reduce((sum, each) => sum + each.documents, 0);
  return (
    <Card>
      <CardHeader
        title="The documents so far"
        description={
          seen === 0
            ? "None yet. The next invoice your store raises shows up here, and is checked before anything is sent."
            : "Prepared and checked against this organisation. Nothing of it is in Xero."
        }
        action={
          seen > 0 && (
            <Link
              href={`/dashboard/sync?bindingId=${page.id}`}
              className={buttonStyle({ look: "secondary", size: "small" })}
            >
              Show them
            </Link>
          )
        }
      />
      <ul className="space-y-3 p-5 text-sm sm:p-6">
        {check.wouldGo > 0 && (
          <Line icon={<CircleCheck className="text-green" />} count={check.wouldGo}>
            would go to Xero as they are.
          </Line>
        )}
        {check.wouldBeHeld.map((each) => (
          <Line key={each.reason} icon={<CircleAlert className="text-red" />} count={each.documents}>
            would need you. {each.sentence}
          </Line>
        ))}
        {check.wouldBeLeftOut.map((each) => (
          <Line key={each.reason} icon={<CircleSlash className="text-gray" />} count={each.documents}>
            would be left out. {each.sentence}
          </Line>
        ))}
        {check.pending > 0 && (
          <Line icon={<Clock className="text-faint" />} count={check.pending}>
            still to be fetched and checked.
          </Line>
        )}
      </ul>
    </Card>
  );
}

function Line({ icon, count, children }: { icon: ReactNode; count: number; children: ReactNode }) {
  return (
    <li className="flex items-start gap-3 [&>svg]:mt-0.5 [&>svg]:size-4 [&>svg]:shrink-0">
      {icon}
      <p className="leading-relaxed text-pretty">
        <span className="tabular font-semibold">{count}</span> {children}
      </p>
    </li>
  );
}
