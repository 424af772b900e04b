/** What a consent allows us, as people say it. Null for what only signing in needs besides. */
export function scopeWords(scope: string): string | null {
  return Object.hasOwn(WORDS, scope) ? (WORDS[scope] ?? null) : scope;
}

const WORDS: Record<string, string | null> = {
  "accounting.invoices": "Invoices and credit notes: read and write",
  "accounting.payments": "Payments and refunds: read and write",
  "accounting.contacts": "Contacts: read and write",
  "accounting.settings.read": "Accounts, tax rates and settings: read only",
  offline_access: "Stay connected while nobody is signed in",
  email: "Name and e-mail address of who consented",
  openid: null,
  profile: null,
};
