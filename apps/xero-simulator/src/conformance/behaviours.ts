/**
 * What a rule rests on: Xero's specification, SDK or developer site; recorded traffic; reports of others. A behaviour
 * carries the tag of its main rule; single texts that rest on less are marked where they are written.
 */
export type Evidence = "OFFICIAL" | "RECORDED" | "REPORTED";

export interface Behaviour {
  number: number;
  name: string;
  evidence: Evidence;
}

/** The forty behaviours this simulator is held to. A test belongs to one when its title says `behaviour N: …`. */
export const BEHAVIOURS: readonly Behaviour[] = [
  [1, "expired access token: 401, refresh, repeat", "RECORDED"],
  [2, "refresh tokens rotate, live 60 days, 30 minutes of grace", "OFFICIAL"],
  [3, "a summarised failure is a 400 and stores nothing", "REPORTED"],
  [4, "summarizeErrors=false: 200, the good are stored, order kept", "OFFICIAL"],
  [5, "an invoice is created, digit by digit", "OFFICIAL"],
  [6, "Idempotency-Key: six minutes, replay, reuse refused", "OFFICIAL"],
  [7, "429: empty, Retry-After, fixed windows, calls in flight", "RECORDED"],
  [8, "what is left of the limits on every answer", "OFFICIAL"],
  [9, "organisation missing, unknown or disconnected: 403", "RECORDED"],
  [10, "scopes per endpoint: 401 AuthorizationUnsuccessful", "REPORTED"],
  [11, "PUT creates, POST creates or updates", "OFFICIAL"],
  [12, "dates: /Date()/ out with twins, three forms in", "OFFICIAL"],
  [13, "totals: per line, half away from zero", "OFFICIAL"],
  [14, "a payment is made and moves its document", "OFFICIAL"],
  [15, "a contact's name is unique among active contacts", "OFFICIAL"],
  [16, "the status machine of documents", "OFFICIAL"],
  [17, "void or edit with a payment or credit is refused", "OFFICIAL"],
  [18, "a deleted payment restores its document", "OFFICIAL"],
  [19, "a credit note is created", "OFFICIAL"],
  [20, "an allocation moves both documents", "OFFICIAL"],
  [21, "a deleted allocation restores both", "OFFICIAL"],
  [22, "a credit note is refunded by a payment", "OFFICIAL"],
  [23, "account rules, the warning on drafts included", "REPORTED"],
  [24, "tax rules", "REPORTED"],
  [25, "lock dates", "REPORTED"],
  [26, "currencies", "REPORTED"],
  [27, "due date and date that are missing", "REPORTED"],
  [28, "lines are replaced on update", "OFFICIAL"],
  [29, "what may be edited on a paid invoice", "OFFICIAL"],
  [30, "contacts: upsert, numbers, archive, stubs", "OFFICIAL"],
  [31, "list shapes and paging", "OFFICIAL"],
  [32, "where, order and the other filters", "OFFICIAL"],
  [33, "If-Modified-Since", "OFFICIAL"],
  [34, "404 is text/html and empty", "RECORDED"],
  [35, "XML unless JSON is asked for", "OFFICIAL"],
  [36, "the authorize page and its code", "OFFICIAL"],
  [37, "connections and revocation", "OFFICIAL"],
  [38, "attachments and history", "OFFICIAL"],
  [39, "webhooks: intent, signatures, batches, retries", "OFFICIAL"],
  [40, "faults on demand", "RECORDED"],
].map(([number, name, evidence]) => ({ number, name, evidence }) as Behaviour);
