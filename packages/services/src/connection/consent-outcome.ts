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
    "Xero gave us less access than syncing needs. Connect again and leave every permission in place; we read and write nothing beyond them.",
  offline_missing:
    "Xero let us in only for the moment, without the right to stay connected, so syncing would stop within half an hour. Connect again and leave “maintain access” in place.",
  no_organisation_chosen:
    "You allowed access, but chose no organisation. Connect again and pick the organisation this store's documents belong in.",
  other_organisation:
    "You chose another organisation than the one this store posts into, so nothing was changed. Connect again and pick that one; to use a different organisation, connect the store to it separately.",
  refused_by_xero:
    "Xero refused the connection without saying more. Nothing was changed. Try once more; if it happens again, see below what Xero may mean.",
  unavailable:
    "Xero did not answer, so nothing was connected. Your organisation is unchanged; connect again in a moment.",
  did_not_come_back:
    "If Xero's page is still open, finish there. If Xero showed an error instead, see below what it means; otherwise connect again.",
} as const;

export type ConsentFailure = keyof typeof consentFailures;

/** What Xero says on pages of its own, from which it sends nobody back to us. */
export const refusalsAtXero = [
  {
    title: "Two other apps are connected already",
    text: "Xero allows an organisation two apps that it has not certified. In Xero, open Settings, then Connected apps, disconnect one that you no longer use, and connect again here.",
  },
  {
    title: "The app cannot connect any more organisations",
    text: "Xero limits how many organisations we may connect, and that limit is reached. This is ours to solve, not yours: write to us, and connect again once we tell you. Your store's documents are kept until then.",
  },
  {
    title: "Something went wrong, error 500",
    text: "Xero did not accept the way we asked. Nothing was changed. Sign out of Xero, then connect again here; if it happens again, write to us with the time and the words that Xero showed.",
  },
] as const;

/** What each permission that we ask for is called here. Xero's names on the left. */
export const scopeWords: Readonly<Record<string, string>> = {
  "accounting.invoices": "invoices and credit notes",
  "accounting.payments": "payments",
  "accounting.contacts": "contacts",
  "accounting.settings.read": "accounts, tax rates and settings",
};

export type ConsentOutcome =
  | {
      outcome: "connected";
      /** The binding that was reconnected, where there was one. */
      bindingId: string | null;
      /** Those picked in this consent; more than one: ask which of them the store uses. */
      organisations: { id: string; name: string }[];
      /** Who consented, by Xero's word. */
      email: string | null;
    }
  | {
      outcome: ConsentFailure;
      bindingId: string | null;
      sentence: string;
      /** The permissions that are missing, Xero's names. */
      missingScopes: string[];
    };
