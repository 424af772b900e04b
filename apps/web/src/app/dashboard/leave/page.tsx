import { closingOrder, closingSteps } from "@counterfoil/services/leave/closing-steps";
import { getClosure } from "@counterfoil/services/leave/get-closure";
import type { Metadata } from "next";
import { beginToClose } from "../../../actions/leave.ts";
import { buttonStyle } from "../../../components/button.tsx";
import { Card, CardHeader } from "../../../components/card.tsx";
import { ClosingProgress } from "../../../components/closing-progress.tsx";
import { ConfirmNameForm } from "../../../components/confirm-name-form.tsx";
import { Notice } from "../../../components/notice.tsx";
import { PageHeader } from "../../../components/page-header.tsx";
import { context } from "../../../context.ts";
import { requireActor } from "../../../session.ts";

export const metadata: Metadata = { title: "Leave" };

export default async function LeavePage() {
  const { actor, tenant } = await requireActor();
  const header = (
    <PageHeader
      title="Leave with your data"
      description="One archive with everything, then the account is closed. What is in Xero stays in Xero."
    />
  );
  if (actor.role !== "owner")
    return (
      <>
        {header}
        <Notice look="info">Only an owner can take all data or close {tenant.name}. Ask one of them.</Notice>
      </>
    );
  const closure = await getClosure(await context(), actor);
  const steps = closingOrder.map((key) => ({
    key,
    ...closingSteps[key],
    isDone: closure?.done.includes(key) ?? false,
  }));
  return (
    <>
      {header}
      {!closure?.done.includes("personal") && (
        <Card>
          <CardHeader
            title="1. Take everything"
            description="Documents with their state and Xero's numbers, postings with Xero's ids, every version of your settings, the audit log and the members, as CSV and JSON with a README, in one ZIP."
          />
          <div className="p-5 sm:p-6">
            <a href="/api/leave/archive" download className={buttonStyle({ look: "secondary" })}>
              Download the archive
            </a>
          </div>
        </Card>
      )}
      <Card>
        <CardHeader
          title={closure ? `Closing ${tenant.name}` : "2. Close the account"}
          description={
            closure
              ? "Stay on this page, or come back: it goes on where it stopped."
              : "This is what happens, in this order. It cannot be undone; the archive is gone with it, so take it first."
          }
        />
        <div className="p-5 sm:p-6">
          {closure ? (
            <ClosingProgress steps={steps} />
          ) : (
            <div className="space-y-6">
              <ol className="space-y-3 text-sm">
                {steps.map((step, index) => (
                  <li key={step.key} className="flex gap-3">
                    <span className="w-4 shrink-0 text-muted tabular-nums">{index + 1}.</span>
                    <p className="text-pretty">
                      <span className="font-medium">{step.title}.</span>{" "}
                      <span className="text-muted">{step.text}</span>
                    </p>
                  </li>
                ))}
              </ol>
              <ConfirmNameForm
                act={beginToClose}
                name={tenant.name}
                submit="Close this account"
                busy="Beginning"
                className="border-red/40 text-red"
              />
            </div>
          )}
        </div>
      </Card>
    </>
  );
}
