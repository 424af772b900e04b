/** What we ask a merchant to grant. A scope added later needs every merchant's consent again. */
export const xeroScopes = [
  "openid",
  "profile",
  "email",
  "offline_access",
  "accounting.invoices",
  "accounting.payments",
  "accounting.contacts",
  "accounting.settings.read",
] as const;

/** Who somebody is, and no organisation. */
export const signInScopes = ["openid", "profile", "email"] as const;
