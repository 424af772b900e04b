import { isCounterfoilError } from "@counterfoil/core/errors";
import { startConsent } from "@counterfoil/services/connection/start-consent";
import { openStepLink } from "@counterfoil/services/step-link/open-step-link";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { context } from "../../../../context.ts";
import { clientAddress } from "../../../../http/client-address.ts";
import { keepLink } from "../../../../link-cookie.ts";

type Props = { params: Promise<{ token: string }> };

/** Only from the link's own page, which says who asks and for what: sent straight here, nobody would have read it. */
export async function GET(request: Request, { params }: Props): Promise<Response> {
  const { token } = await params;
  const page = `/link/${encodeURIComponent(token)}`;
  const cameFrom = request.headers.get("sec-fetch-site");
  if (cameFrom !== null && cameFrom !== "same-origin") redirect(page);
  const ctx = await context();
  const opened = await openStepLink(ctx, { token }, { address: clientAddress(await headers()) });
  if (!opened.ok || opened.step !== "xero") redirect(page);
  const to = await startConsent(ctx, opened.actor, {}).then(
    ({ url }) => url,
    (error: unknown) => {
      if (!isCounterfoilError(error)) throw error;
      return `${page}?result=unavailable`;
    },
  );
  keepLink(await cookies(), token);
  redirect(to);
}
