import { countWords, type PlanLimits, planLimits, planNames, planTitle } from "@counterfoil/core/plans";
import { getPlan } from "@counterfoil/services/plan/get-plan";
import type { Metadata } from "next";
import Link from "next/link";
import { Card, CardHeader } from "../../../components/card.tsx";
import { Notice } from "../../../components/notice.tsx";
import { PageHeader } from "../../../components/page-header.tsx";
import { context } from "../../../context.ts";
import { requireActor } from "../../../session.ts";

export const metadata: Metadata = { title: "Plan" };

const counted: { what: keyof PlanLimits; title: string; atTheLimit: string }[] = [
  {
    what: "stores",
    title: "Stores",
    atTheLimit: "Another store cannot be paired until one is disconnected. What is paired goes on.",
  },
  {
    what: "organisations",
    title: "Xero organisations",
    atTheLimit: "Another organisation cannot be connected with a store. What is connected goes on.",
  },
  {
    what: "websites",
    title: "Magento websites",
    atTheLimit:
      "Documents of a further website are kept and wait. They go by themselves once the plan covers it.",
  },
];

export default async function PlanPage() {
  const { actor } = await requireActor();
  const { plan, limits, used, waiting } = await getPlan(await context(), actor);
  return (
    <>
      <PageHeader
        title={`${planTitle(plan)} plan`}
        description="What it covers and what is in use. Documents are never counted: send as many as you like."
      />
      {waiting > 0 && (
        <Notice
          look="warning"
          title={`${waiting === 1 ? "One document waits" : `${waiting} documents wait`} for a larger plan`}
          action={
            <Link
              href="/dashboard/sync?reason=counterfoil_plan_limit"
              className="font-medium text-brand underline-offset-4 hover:underline"
            >
              Show them
            </Link>
          }
        >
          They come from a website that your plan does not cover. Nothing is lost: they go by themselves when
          it does.
        </Notice>
      )}
      <Card>
        <CardHeader title="In use" />
        <ul className="mt-4 divide-y border-t">
          {counted.map(({ what, title, atTheLimit }) => {
            const limit = limits?.[what] ?? null;
            const isFull = limit !== null && used[what] >= limit;
            return (
              <li key={what} className="space-y-2 px-5 py-4 sm:px-6">
                <div className="flex items-baseline justify-between gap-4 text-sm">
                  <p className="font-medium">{title}</p>
                  <p className="tabular-nums text-muted">
                    <span className="font-medium text-ink">{used[what]}</span>
                    {limit === null ? ", no limit" : ` of ${limit}`}
                  </p>
                </div>
                {limit !== null && <Meter used={used[what]} limit={limit} title={title} />}
                {isFull && <p className="text-[13px] text-pretty text-muted">{atTheLimit}</p>}
              </li>
            );
          })}
        </ul>
      </Card>
      <Card>
        <CardHeader
          title="The plans"
          description="To move to another, write to us: it takes effect at once, and nothing has to be set up again."
        />
        <ul className="grid gap-4 p-5 sm:grid-cols-3 sm:p-6">
          {planNames.map((name) => (
            <li
              key={name}
              aria-current={name === plan}
              className="space-y-2 rounded-lg border p-4 text-sm aria-[current=true]:border-brand aria-[current=true]:bg-brand-soft"
            >
              <p className="font-medium">
                {planTitle(name)}
                {name === plan && <span className="font-normal text-muted"> (yours)</span>}
              </p>
              <ul className="space-y-1 text-muted">
                {counted.map(({ what, title }) => (
                  <li key={what}>
                    {planLimits[name]
                      ? countWords(planLimits[name][what], what)
                      : `${title}: as many as you like`}
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </ul>
      </Card>
      {actor.role === "owner" && (
        <p className="text-sm text-muted">
          Leaving?{" "}
          <Link href="/dashboard/leave" className="font-medium text-brand underline-offset-4 hover:underline">
            Take your data with you and close the account
          </Link>
          .
        </p>
      )}
    </>
  );
}

/** SVG, since a width in a style attribute is refused by our policy. */
function Meter({ used, limit, title }: { used: number; limit: number; title: string }) {
  const share = Math.min(100, (used / limit) * 100);
  return (
    <svg
      role="img"
      aria-label={`${title}: ${used} of ${limit}`}
      viewBox="0 0 100 2"
      preserveAspectRatio="none"
      className="block h-1.5 w-full overflow-hidden rounded-full"
    >
      <rect width="100" height="2" className="fill-line" />
      <rect width={share} height="2" className={used >= limit ? "fill-dot-amber" : "fill-brand"} />
    </svg>
  );
}
