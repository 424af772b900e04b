import { createBinding } from "@counterfoil/services/binding/create-binding";
import { startBinding } from "@counterfoil/services/binding/start-binding";
import { completeConsent } from "@counterfoil/services/connection/complete-consent";
import { startConsent } from "@counterfoil/services/connection/start-consent";
import type { Actor, ServiceContext } from "@counterfoil/services/context";
import { signUp } from "@counterfoil/services/member/sign-up";
import { connectStore } from "@counterfoil/services/pairing/connect-store";
import { UK_ORGANISATION_ID } from "@counterfoil/xero-simulator/seed/united-kingdom";
import { callSimulator } from "./call-simulator.ts";
import { until } from "./until.ts";

export type Onboarded = { actor: Actor; storeId: string; bindingId: string };

export type Merchant = {
  magentoUrl: string;
  email: string;
  /** Somebody who has an account already and connects another store. */
  actor: Actor;
  invoiceNumberPrefix: string;
};

/** Signs up, pairs, consents and binds, as a merchant would. Syncing is not started. */
export async function onboard(ctx: ServiceContext, merchant: Partial<Merchant>): Promise<Onboarded> {
  const { magentoUrl = "", email = "owner@example.com", invoiceNumberPrefix = "" } = merchant;
  const actor = merchant.actor ?? (await signUpOwner(ctx, email));
  const storeId = await pair(ctx, { actor, magentoUrl });
  const organisationId = await consent(ctx, actor);
  const { bindingId } = await createBinding(ctx, actor, { storeId, organisationId, invoiceNumberPrefix });
  return { actor, storeId, bindingId };
}

export async function signUpOwner(ctx: ServiceContext, email: string): Promise<Actor> {
  const password = "correct horse battery staple";
  const made = await signUp(ctx, { email, password, name: "Olive Owner", company: "Acme" });
  return { userId: made.userId, tenantId: made.tenantId, role: "owner" };
}

export async function pair(
  ctx: ServiceContext,
  input: { actor: Actor; magentoUrl: string },
): Promise<string> {
  const { code } = (await callSimulator(`${input.magentoUrl}/__sim/pairing-code`, {})) as { code: string };
  const paired = await connectStore(ctx, input.actor, { baseUrl: input.magentoUrl, pairingCode: code });
  if (!paired.ok) throw new Error(paired.sentence);
  return paired.storeId;
}

/** Presses "Allow access" as a person would; answers our id of the organisation. */
export async function consent(
  ctx: ServiceContext,
  actor: Actor,
  xeroTenantId = UK_ORGANISATION_ID,
): Promise<string> {
  return until("Xero answers the consent", () => consentOnce(ctx, actor, xeroTenantId));
}

/** False when a busy machine made it too slow: as the page says, the merchant connects again in a moment. */
async function consentOnce(ctx: ServiceContext, actor: Actor, xeroTenantId: string): Promise<string | false> {
  // Xero takes http redirects to localhost only. Nothing listens there: the answer is handed on here.
  const local: ServiceContext = { ...ctx, publicUrl: "http://localhost:3000" };
  const { url } = await startConsent(local, actor, {});
  const page = await (await fetch(url)).text();
  const fields = [...page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)].map(
    ([, name = "", value = ""]): [string, string] => [name, value.replaceAll("&amp;", "&")],
  );
  const { origin, pathname } = new URL(url);
  const body = new URLSearchParams([...fields, ["organisation", xeroTenantId], ["decision", "allow"]]);
  const answer = await fetch(origin + pathname, { method: "POST", redirect: "manual", body });
  const back = new URL(answer.headers.get("location") ?? "missing:");
  const outcome = await completeConsent(local, actor, {
    state: back.searchParams.get("state"),
    code: back.searchParams.get("code"),
    error: back.searchParams.get("error"),
  });
  if (outcome.outcome === "unavailable") return false;
  if (outcome.outcome !== "connected") throw new Error(outcome.sentence);
  const organisation = outcome.organisations[0];
  if (!organisation) throw new Error("no organisation came back");
  return organisation.id;
}

/** Waits for the organisation's lists and starts, from everything seen. */
export async function startSyncing(ctx: ServiceContext, { actor, bindingId }: Onboarded): Promise<void> {
  await until("the reference data is complete", () =>
    startBinding(ctx, actor, { bindingId, since: "everything" }).then(
      () => true,
      (error: Error) => (/still reading/.test(error.message) ? false : Promise.reject(error)),
    ),
  );
}
