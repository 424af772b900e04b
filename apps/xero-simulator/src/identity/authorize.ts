import type { FastifyInstance } from "fastify";
import { newId, newOpaqueToken, stableId } from "../ids.ts";
import type { Simulator } from "../simulator.ts";
import type { OrganisationDetails } from "../state/books.ts";
import { asksForOrganisation, authorizeErrorPage, authorizePage } from "./authorize-page.ts";
import { type AuthorizeRequest, readAuthorizeRequest } from "./authorize-request.ts";

const AUTHORIZE_PATH = "/identity/connect/authorize";
const HTML = "text/html; charset=utf-8";

const REFUSALS = {
  none: null,
  "two-uncertified-apps": "This organisation is connected to two uncertified apps already",
  "connection-ceiling": "This app cannot connect any more organisations",
} as const satisfies Record<NonNullable<OrganisationDetails["consentRefusal"]>, string | null>;

export function registerAuthorize(app: FastifyInstance, simulator: Simulator): void {
  app.get(AUTHORIZE_PATH, (request, reply) => {
    const read = readAuthorizeRequest(simulator, request.query);
    if ("error" in read) return reply.code(500).type(HTML).send(authorizeErrorPage(read.error, read.detail));
    return reply.type(HTML).send(authorizePage(simulator, read.request, null));
  });

  app.post(AUTHORIZE_PATH, (request, reply) => {
    const form = (request.body ?? {}) as Record<string, unknown>;
    const read = readAuthorizeRequest(simulator, form);
    if ("error" in read) return reply.code(500).type(HTML).send(authorizeErrorPage(read.error, read.detail));
    const consent = read.request;

    if (form.decision === "cancel") return reply.redirect(backTo(consent, { error: "access_denied" }), 302);

    const user = form.user
      ? simulator.state.users.find((one) => one.userId === form.user)
      : simulator.state.users[0];
    const picked = [form.organisation ?? []].flat().map(String);
    const problem = problemWith(simulator, consent, {
      decision: form.decision,
      hasUser: user !== undefined,
      picked,
    });
    if (problem !== null || !user) {
      return reply
        .code(400)
        .type(HTML)
        .send(authorizePage(simulator, consent, problem));
    }

    const refusal = picked.map((id) => refusalOf(simulator, id)).find((sentence) => sentence !== null);
    if (refusal) return reply.code(500).type(HTML).send(authorizeErrorPage("access_denied", refusal));

    const authEventId = newId();
    for (const organisationId of picked)
      connect(simulator, consent, { userId: user.userId, organisationId, authEventId });
    const code = newOpaqueToken();
    simulator.state.codes.set(code, {
      code,
      clientId: consent.client.clientId,
      userId: user.userId,
      redirectUri: consent.redirectUri,
      scopes: consent.scopes,
      authEventId,
      codeChallenge: consent.codeChallenge,
      nonce: consent.nonce,
      issuedAt: simulator.clock.now(),
    });
    const session = stableId(`session ${authEventId}`);
    return reply.redirect(
      backTo(consent, { code, scope: consent.scopes.join(" "), session_state: session }),
      302,
    );
  });
}

function problemWith(
  simulator: Simulator,
  consent: AuthorizeRequest,
  choice: { decision: unknown; hasUser: boolean; picked: string[] },
): string | null {
  if (choice.decision !== "allow") return "Choose Allow access or Cancel.";
  if (!choice.hasUser) return "That user does not exist here.";
  if (!asksForOrganisation(consent)) return null;
  if (choice.picked.length === 0) return "Choose at least one organisation.";
  if (consent.isSingleOrganisation && choice.picked.length > 1) return "Choose one organisation only.";
  const isKnown = choice.picked.every((id) => simulator.state.organisations.has(id));
  return isKnown ? null : "That organisation does not exist here.";
}

function refusalOf(simulator: Simulator, organisationId: string): string | null {
  return REFUSALS[simulator.state.organisations.get(organisationId)?.details.consentRefusal ?? "none"];
}

/** A second consent for the same organisation keeps the connection's id and moves its updated date. */
function connect(
  simulator: Simulator,
  consent: AuthorizeRequest,
  grant: { userId: string; organisationId: string; authEventId: string },
): void {
  const { connections } = simulator.state;
  const now = simulator.clock.now();
  const existing = [...connections.values()].find(
    (one) =>
      one.clientId === consent.client.clientId &&
      one.userId === grant.userId &&
      one.organisationId === grant.organisationId,
  );
  const connectionId = existing?.connectionId ?? newId();
  connections.set(connectionId, {
    connectionId,
    clientId: consent.client.clientId,
    ...grant,
    createdAt: existing?.createdAt ?? now,
    updatedAt: now,
  });
}

function backTo(consent: AuthorizeRequest, answer: Record<string, string>): string {
  const url = new URL(consent.redirectUri);
  for (const [name, value] of Object.entries(answer)) url.searchParams.set(name, value);
  if (consent.state !== null) url.searchParams.set("state", consent.state);
  return url.toString();
}
