import { settingLabels } from "@counterfoil/core/policy-words";

type Detail = Record<string, unknown>;

const text = (detail: Detail, key: string, otherwise = "") => {
  const value = detail[key];
  return typeof value === "string" || typeof value === "number" ? String(value) : otherwise;
};

const list = (detail: Detail, key: string) => {
  const value = detail[key];
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === "string") : [];
};

const as = (role: string) => (role === "" ? "" : ` as ${role}`);

const stepOf = (detail: Detail) => (text(detail, "step") === "xero" ? "connecting Xero" : "pairing a store");

const labels: Readonly<Record<string, string>> = settingLabels;
const settingName = (setting: string) => labels[setting] ?? setting;

/** What each action of the audit log was, in words that follow a name: "Olive Owner {…}". The one place for all of them. */
export const auditWords: Record<string, (detail: Detail) => string> = {
  "tenant.created": () => "opened this account",
  "tenant.plan_changed": (d) => `changed the plan from ${text(d, "from")} to ${text(d, "to")}`,
  "tenant.paused": () => "paused this account: nothing is sent until it goes on",
  "tenant.resumed": () => "let this account go on",
  "tenant.went_live": () => "moved this account from the sandbox to its real books",
  "tenant.looked_at": () => "looked at this account",
  "tenant.exported": () => "took a copy of all data",
  "tenant.closing": () => "began to close this account",
  "tenant.closing_step": (d) => `went on closing this account: ${text(d, "step")}`,
  "tenant.closed": () => "closed this account",
  "member.invited": (d) => `invited ${text(d, "email")}${as(text(d, "role"))}`,
  "member.invitation_revoked": (d) => `took the invitation of ${text(d, "email")} back`,
  "member.joined": (d) => `joined${as(text(d, "role"))}`,
  "member.role_changed": (d) => `made ${text(d, "email")} ${text(d, "to")}, from ${text(d, "from")}`,
  "member.removed": (d) => `removed ${text(d, "email")}`,
  "member.left": () => "left this account",
  "member.password_reset": () => "set a new password by mail, and was signed out everywhere",
  "member.xero_linked": () => "signs in with Xero from now on",
  "store.paired": (d) => `paired ${text(d, "baseUrl", "a store")}`,
  "store.views_named": () => "named store views",
  "store.disconnected": (d) => `disconnected ${text(d, "baseUrl", "the store")}`,
  "connection.consented": (d) => `connected ${text(d, "organisation", "an organisation")} in Xero`,
  "connection.disconnected": (d) => `disconnected ${text(d, "organisation", "an organisation")} from Xero`,
  "binding.created": (d) =>
    `connected ${text(d, "store", "a store")} with ${text(d, "organisation", "Xero")}`,
  "binding.started": (d) => `started syncing, from ${text(d, "day", "everything on")}`,
  "binding.closed": (d) =>
    `disconnected ${text(d, "store", "a store")} from ${text(d, "organisation", "an organisation")}`,
  "binding.reopened": (d) =>
    `connected ${text(d, "store", "a store")} with ${text(d, "organisation", "an organisation")} again`,
  "policy.saved": (d) => {
    const changed = list(d, "changed");
    const restored = text(d, "restoredVersion");
    if (restored !== "")
      return `went back to version ${restored} of the settings (now version ${text(d, "version")})`;
    return changed.length === 0
      ? `saved version ${text(d, "version")} of the settings`
      : `changed ${changed.map(settingName).join(", ").toLowerCase()} (version ${text(d, "version")} of the settings)`;
  },
  "document.adopted": (d) => `linked a document to ${text(d, "number", "one")}, which was in Xero already`,
  "document.taken_in": (d) => `took ${text(d, "number", "a document")} in again`,
  "document.fetched": (d) => `fetched ${text(d, "number", "a document")} by hand and sent it`,
  "document.left_out": (d) => `left ${text(d, "number", "a document")} out`,
  "document.moved_to_open_day": (d) => `had ${text(d, "number", "a document")} posted on the first open day`,
  "document.renumbered": (d) => `sent ${text(d, "number", "a document")} as ${text(d, "to")}`,
  "document.dealt_with": (d) => `said that ${text(d, "number", "a document")} is dealt with in Xero`,
  "document.mapping_fixed": (d) => `answered what ${text(d, "number", "a document")} was held for`,
  "document.contact_chosen": (d) => `chose ${text(d, "name", "a contact")} in Xero for a customer`,
  "document.retried": (d) => {
    const count = Number(d.count ?? 1);
    return count > 1 ? `retried ${count} documents` : `retried ${text(d, "number", "a document")}`;
  },
  "step_link.created": (d) => `made a link for somebody else: ${stepOf(d)}`,
  "step_link.done": (d) => `did what a link was for: ${stepOf(d)}`,
  "step_link.revoked": () => "took a link for somebody else back",
};

/** Null for an action that nobody has put into words: a test fails on those. */
export function describeAction(action: string, detail: Detail): string | null {
  return auditWords[action]?.(detail) ?? null;
}

/** What the log can be narrowed to, by how an action begins. */
export const auditKinds = {
  documents: { name: "Documents", actions: ["document."] },
  settings: { name: "Settings", actions: ["policy.", "store.views_named"] },
  connections: { name: "Connections", actions: ["binding.", "connection.", "store.", "step_link."] },
  people: { name: "People", actions: ["member."] },
  account: { name: "Account", actions: ["tenant."] },
} as const;

export type AuditKind = keyof typeof auditKinds;
