import { html } from "../pages/html.ts";
import { layout } from "../pages/layout.ts";
import type { Simulator } from "../simulator.ts";
import type { AuthorizeRequest } from "./authorize-request.ts";
import { describeScope } from "./scopes.ts";

/**
 * The consent form. Its fields: the request's own parameters, `user`, `organisation` (one per
 * choice, id `organisation-<id>`) and `decision` = `allow` or `cancel` (buttons `#allow`, `#cancel`).
 */
export function authorizePage(
  simulator: Simulator,
  request: AuthorizeRequest,
  problem: string | null,
): string {
  const { users, organisations } = simulator.state;
  const wantsOrganisation = asksForOrganisation(request);
  const inputType = request.isSingleOrganisation ? "radio" : "checkbox";
  return layout(
    `${request.client.name} wants access`,
    html`<main class="card">
<p class="soft">Xero simulator · not the real Xero</p>
<h1>${request.client.name} wants access to</h1>
<ul class="plain" id="scopes">${request.scopes.map((scope) => html`<li data-scope="${scope}">${describeScope(scope)}</li>`)}</ul>
${problem && html`<p class="bad" role="alert" id="problem">${problem}</p>`}
<form method="post" action="/identity/connect/authorize" id="consent">
${Object.entries(request.parameters).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<fieldset><legend><label for="user">Signed in as</label></legend>
<select name="user" id="user">${users.map(
      (user) =>
        html`<option value="${user.userId}">${user.givenName} ${user.familyName} (${user.email})</option>`,
    )}</select></fieldset>
${
  wantsOrganisation &&
  html`<fieldset><legend>${request.isSingleOrganisation ? "Choose an organisation" : "Choose organisations"}</legend>
${[...organisations.values()].map(
  ({ details }) => html`<label class="pick" for="organisation-${details.organisationId}">
<input type="${inputType}" name="organisation" id="organisation-${details.organisationId}" value="${details.organisationId}">
<span>${details.name} <span class="soft">${details.baseCurrency}</span></span></label>`,
)}</fieldset>`
}
<div class="row"><button class="main" type="submit" name="decision" value="allow" id="allow">Allow access</button>
<button type="submit" name="decision" value="cancel" id="cancel">Cancel</button></div>
</form>
</main>`,
    "narrow",
  );
}

/** Signing in alone (openid, profile, email) picks no organisation. */
export function asksForOrganisation(request: AuthorizeRequest): boolean {
  return request.scopes.some((scope) => scope.includes("."));
}

/** Xero's own screen for a bad request: status 500 and no way back to the app. */
export function authorizeErrorPage(error: string, detail: string): string {
  return layout(
    "Xero | Error",
    html`<main class="card"><p class="soft">Xero simulator</p><h1>Sorry, something went wrong</h1>
<p>The app that sent you here asked in a way Xero does not accept.</p>
<p class="mono">Error: ${error}<br>${detail}</p><p class="mono soft">Error code: 500</p></main>`,
    "narrow",
  );
}
