import { isCounterfoilError } from "@counterfoil/core/errors";
import { bindOnlyStore } from "@counterfoil/services/binding/bind-only-store";
import { completeConsent } from "@counterfoil/services/connection/complete-consent";
import type { ConsentOutcome } from "@counterfoil/services/connection/consent-outcome";
import type { Actor, ServiceContext } from "@counterfoil/services/context";
import { redirect } from "next/navigation";
import { context } from "../../../../context.ts";
import { findSignedIn } from "../../../../session.ts";

/** Where Xero sends the browser back to. Whoever was signed out meanwhile signs in first and comes back here. */
export async function GET(request: Request): Promise<Response> {
  const { pathname, search, searchParams } = new URL(request.url);
  const signedIn = await findSignedIn();
  if (!signedIn) redirect(`/sign-in?${new URLSearchParams({ callbackUrl: `${pathname}${search}` })}`);
  const ctx = await context();
  const to = await completeConsent(ctx, signedIn.actor, {
    state: searchParams.get("state"),
    code: searchParams.get("code"),
    error: searchParams.get("error"),
  }).then(
    (outcome) => pageAfter(ctx, signedIn.actor, outcome),
    (error: unknown) => {
      if (!isCounterfoilError(error)) throw error;
      return `/dashboard/connect-xero?${new URLSearchParams({ problem: error.code })}`;
    },
  );
  redirect(to);
}

async function pageAfter(ctx: ServiceContext, actor: Actor, outcome: ConsentOutcome): Promise<string> {
  const { bindingId } = outcome;
  if (outcome.outcome !== "connected") {
    const query = new URLSearchParams({ result: outcome.outcome, ...(bindingId && { bindingId }) });
    return `/dashboard/connect-xero?${query}`;
  }
  if (bindingId) return `/dashboard/bindings/${bindingId}?reconnected=1`;
  const [only, ...others] = outcome.organisations;
  const bound =
    only && others.length === 0 ? await bindOnlyStore(ctx, actor, { organisationId: only.id }) : null;
  return bound ? `/dashboard/bindings/${bound.bindingId}` : "/dashboard/connect-xero?result=connected";
}
