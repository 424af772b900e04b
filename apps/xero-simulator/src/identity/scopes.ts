/** Every scope an app may ask for, in the words the consent page uses. */
const SCOPE_WORDS: Record<string, string> = {
  openid: "Know who you are",
  profile: "See your name",
  email: "See your e-mail address",
  offline_access: "Stay connected when you are away",
  "accounting.invoices": "View and manage your invoices and credit notes",
  "accounting.invoices.read": "View your invoices and credit notes",
  "accounting.payments": "View and manage your payments",
  "accounting.payments.read": "View your payments",
  "accounting.banktransactions": "View and manage your bank transactions",
  "accounting.banktransactions.read": "View your bank transactions",
  "accounting.manualjournals": "View and manage your manual journals",
  "accounting.manualjournals.read": "View your manual journals",
  "accounting.contacts": "View and manage your contacts",
  "accounting.contacts.read": "View your contacts",
  "accounting.settings": "View and manage your organisation settings",
  "accounting.settings.read": "View your organisation settings",
  "accounting.attachments": "View and manage your attachments",
  "accounting.attachments.read": "View your attachments",
  "accounting.budgets.read": "View your budgets",
  "accounting.reports.agedreports.read": "View aged reports",
  "accounting.reports.aged.read": "View aged reports",
  "accounting.reports.balancesheet.read": "View the balance sheet",
  "accounting.reports.banksummary.read": "View the bank summary",
  "accounting.reports.budgetsummary.read": "View the budget summary",
  "accounting.reports.executivesummary.read": "View the executive summary",
  "accounting.reports.profitandloss.read": "View the profit and loss",
  "accounting.reports.trialbalance.read": "View the trial balance",
  "accounting.reports.taxreports.read": "View tax reports",
  "accounting.reports.tenninetynine.read": "View 1099 reports",
};

/** Granted to apps made before 2 March 2026 only, and to nobody from 13 September 2027. */
const BROAD_SCOPE_WORDS: Record<string, string> = {
  "accounting.transactions": "View and manage your business transactions",
  "accounting.transactions.read": "View your business transactions",
  "accounting.reports.read": "View your reports",
};

const BROAD_SCOPES_END = Date.UTC(2027, 8, 13);

export function describeScope(scope: string): string {
  return SCOPE_WORDS[scope] ?? BROAD_SCOPE_WORDS[scope] ?? scope;
}

export function canAskFor(scope: string, isLegacyClient: boolean, nowMs: number): boolean {
  if (Object.hasOwn(SCOPE_WORDS, scope)) return true;
  return Object.hasOwn(BROAD_SCOPE_WORDS, scope) && isLegacyClient && nowMs < BROAD_SCOPES_END;
}

export type ScopeGroup =
  | "settings"
  | "contacts"
  | "invoices"
  | "payments"
  | "banktransactions"
  | "attachments";

/** Whether scopes reach an endpoint group; the broad ones count only until they end. */
export function reaches(
  scopes: readonly string[],
  group: ScopeGroup,
  access: { isWrite: boolean; nowMs: number },
): boolean {
  const held = new Set(scopes);
  const wanted = [`accounting.${group}`];
  const isTransaction = group !== "settings" && group !== "contacts" && group !== "attachments";
  if (isTransaction && access.nowMs < BROAD_SCOPES_END) wanted.push("accounting.transactions");
  if (!access.isWrite) wanted.push(...wanted.map((scope) => `${scope}.read`));
  return wanted.some((scope) => held.has(scope));
}
