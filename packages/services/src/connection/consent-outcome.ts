/** How a walk to Xero's consent page can end. Each failure has its own words and a way on. */
export const consentFailures = {
  access_denied:
    "You did not allow access in Xero, so nothing was connected. Connect again whenever you are ready.",
  state_unknown:
    "This answer from Xero belongs to no connection that you started here, or was used before. Start again from this page.",
  state_expired:
    "Connecting took longer than 15 minutes, so we let it lapse. Start again: it takes a minute.",
  code_expired:
    "Xero's confirmation was used already or came too late (it lives for five minutes). Connect once more.",
  scope_missing:
    "Xero gave us less access than syncing needs, or no right to stay connected. Connect again and leave every permission in place.",
  no_organisation_chosen:
    "You allowed access, but chose no organisation. Connect again and pick the organisation this store's documents belong in.",
  other_organisation:
    "You chose another organisation than the one this store posts into. Connect again and pick that one; to use a different organisation, connect the store to it separately.",
  refused_by_xero:
    "Xero refused the connection. If the organisation has two other uncertified apps already, disconnect one in Xero under Connected apps, then connect again.",
  unavailable:
    "Xero did not answer, so nothing was connected. Your organisation is unchanged; connect again in a moment.",
  did_not_come_back:
    "You went to Xero but did not come back. If Xero showed an error there, tell us; otherwise connect again.",
} as const;

export type ConsentFailure = keyof typeof consentFailures;

export type ConsentOutcome =
  | {
      outcome: "connected";
      /** The binding that was reconnected, where there was one. */
      bindingId: string | null;
      /** Those picked in this consent; more than one: ask which of them the store uses. */
      organisations: { id: string; name: string }[];
    }
  | { outcome: ConsentFailure; bindingId: string | null; sentence: string };
