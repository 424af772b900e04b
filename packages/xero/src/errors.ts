import type { LedgerMeaning, LedgerProblem } from "@counterfoil/core/ports";

/** Xero gives no code per sentence, so this table is the one place that reads its sentences. First match wins. */
export function readProblem(message: string): LedgerProblem {
  const normalised = message.replace(/\s+/g, " ").trim();
  const meaning = MEANINGS.find(([pattern]) => pattern.test(normalised))?.[1] ?? "other";
  return { message: normalised, meaning };
}

/** Warnings never stop a document, but some say that it was stored without something we sent. */
export function saysDataDropped(warning: string): boolean {
  return DROPPED.some((pattern) => pattern.test(warning));
}

/** The stored key was used with another request. Only the text is certain, its envelope is not. */
export function saysKeyReused(message: string): boolean {
  return /Idempotency[ -]?Key\b.*\bis used with a different request/i.test(message);
}

const MEANINGS: readonly (readonly [RegExp, LedgerMeaning])[] = [
  [/^(Invoice|Credit ?Note) (#|number) must be unique/i, "number_taken"],
  [/^The contact name .* is already assigned to another contact/i, "contact_name_taken"],
  [/^Another contact has this contact number/i, "contact_number_taken"],
  [/matched an archived contact/i, "contact_archived"],
  [/^Archived contacts cannot/i, "contact_archived"],
  [/^Unknown contact details/i, "contact_unknown"],
  [/^A Contact must be specified/i, "contact_unknown"],
  [/^Account code '.*' has been archived, or has been deleted/i, "account_archived"],
  [/^Account code '.*' is not a valid code/i, "account_invalid"],
  [/^Account code '.*' has been removed/i, "account_invalid"],
  [/^Account could not be found/i, "account_invalid"],
  [/^The TaxType code '?.*'? cannot be used with account code/i, "tax_type_not_allowed_on_account"],
  [/^The TaxType code '?.*'? does not exist or cannot be used/i, "tax_type_invalid"],
  [/^Tax amount .* is incorrect for/i, "tax_amount_refused"],
  [/^Organisation is not subscribed to currency/i, "currency_not_enabled"],
  [/^The document date cannot be before the (period|end of year) lock date/i, "period_locked"],
  [/^You('ve| have) reached the limit/i, "plan_limit"],
  [/^Account code '.*' cannot receive payments/i, "account_invalid"],
  [/exceeds the amount outstanding/i, "more_than_due"],
  [/cannot be allocated as amount is greater than amount outstanding/i, "more_than_due"],
  [/cannot be allocated to .* of (a different|another) contact/i, "other_contact"],
  [/has already been paid off/i, "already_settled"],
  [/can only be made against Authorised documents/i, "document_not_authorised"],
  [/^Credit Note must be authorised/i, "document_not_authorised"],
  [/trying to allocate to is not authorised/i, "document_not_authorised"],
  [/not of valid status for modification/i, "already_gone"],
  [/^This document cannot be edited as it has/i, "not_modifiable"],
  [/^The status (VOIDED|DELETED) cannot be applied/i, "not_modifiable"],
];

const DROPPED: readonly RegExp[] = [
  /has been (removed|ignored|cleared)/i,
  /(was|were) (removed|ignored|dropped)/i,
];
