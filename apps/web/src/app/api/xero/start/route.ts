import { isCounterfoilError } from "@counterfoil/core/errors";
import { startConsent } from "@counterfoil/services/connection/start-consent";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { context } from "../../../../context.ts";
import { dropLink } from "../../../../link-cookie.ts";
import { requireActor } from "../../../../session.ts";

/** A link, not a form: the browser may be sent on to hosts of Xero's that no form-action could list. */
export async function GET(request: Request): Promise<Response> {
  const { actor } = await requireActor();
  const bindingId = new URL(request.url).searchParams.get("bindingId");
  const ctx = await context();
  const to = await startConsent(ctx, actor, { bindingId }).then(
    ({ url }) => url,
    (error: unknown) => {
      if (!isCounterfoilError(error)) throw error;
      return `/dashboard/connect-xero?${new URLSearchParams({ problem: error.code })}`;
    },
  );
  dropLink(await cookies());
  redirect(to);
}
