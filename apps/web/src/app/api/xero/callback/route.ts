import { isCounterfoilError } from "@counterfoil/core/errors";
import { bindOnlyStore } from "@counterfoil/services/binding/bind-only-store";
import { completeConsent } from "@counterfoil/services/connection/complete-consent";
import type { ConsentOutcome } from "@counterfoil/services/connection/consent-outcome";
import type { Actor, ServiceContext } from "@counterfoil/services/context";
import { finishStepLink } from "@counterfoil/services/step-link/finish-step-link";
import { openStepLink } from "@counterfoil/services/step-link/open-step-link";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { context } from "../../../../context.ts";
import { clientAddress } from "../../../../http/client-address.ts";
import { dropLink, keptLink } from "../../../../link-cookie.ts";
import { findSignedIn } from "../../../../session.ts";

type Answer = { state: string | null; code: string | null; error: string | null };

/** Where Xero sends the browser back to. Whoever was signed out meanwhile signs in first and comes back here. */
export async function GET(request: Request): Promise<Response> {
  const { pathname, search, searchParams } = new URL(request.url);
  const answer = {
    state: searchParams.get("state"),
    code: searchParams.get("code"),
    error: searchParams.get("error"),
  };
  const jar = await cookies();
  const token = keptLink(jar);
  if (token !== null) {
    dropLink(jar);
    redirect(await finishByLink(token, answer, clientAddress(request.headers)));
  }
  const signedIn = await findSignedIn();
  if (!signedIn) redirect(`/sign-in?${new URLSearchParams({ callbackUrl: `${pathname}${search}` })}`);
  const ctx = await context();
  const to = await completeConsent(ctx, signedIn.actor, answer).then(
    (outcome) => pageAfter(ctx, signedIn.actor, outcome),
    (error: unknown) => {
      if (!isCounterfoilError(error)) throw error;
      return `/dashboard/connect-xero?${new URLSearchParams({ problem: error.code })}`;
    },
  );
  redirect(to);
}

/** The walk of somebody without an account, in the name of whoever sent the link. */
async function finishByLink(token: string, answer: Answer, address: string | null): Promise<string> {
  const page = `/link/${encodeURIComponent(token)}`;
  const ctx = await context();
  const opened = await openStepLink(ctx, { token }, { address });
  if (!opened.ok) return page;
  const outcome = await completeConsent(ctx, opened.actor, answer);
  if (outcome.outcome !== "connected") return `${page}?${failureQuery(outcome)}`;
  const { organisations, email } = outcome;
  await bindIfOnly(ctx, opened.actor, organisations);
  const names = organisations.map(({ name }) => name).join(", ");
  await finishStepLink(ctx, opened.actor, { with: names, by: email });
  return page;
}

async function pageAfter(ctx: ServiceContext, actor: Actor, outcome: ConsentOutcome): Promise<string> {
  const { bindingId } = outcome;
  if (outcome.outcome !== "connected") return `/dashboard/connect-xero?${failureQuery(outcome)}`;
  if (bindingId) return `/dashboard/bindings/${bindingId}?reconnected=1`;
  const bound = await bindIfOnly(ctx, actor, outcome.organisations);
  return bound ? `/dashboard/bindings/${bound.bindingId}` : "/dashboard/connect-xero?result=connected";
}

async function bindIfOnly(ctx: ServiceContext, actor: Actor, organisations: { id: string }[]) {
  const [only, ...others] = organisations;
  return only && others.length === 0 ? bindOnlyStore(ctx, actor, { organisationId: only.id }) : null;
}

function failureQuery(failed: Exclude<ConsentOutcome, { outcome: "connected" }>): URLSearchParams {
  const { outcome, bindingId, missingScopes } = failed;
  return new URLSearchParams({
    result: outcome,
    ...(bindingId && { bindingId }),
    ...(missingScopes.length > 0 && { missing: missingScopes.join(" ") }),
  });
}
