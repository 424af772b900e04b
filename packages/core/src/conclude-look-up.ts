import { foldName } from "./contact-directory.ts";
import type { Finding, Found, Sought } from "./look-up.ts";
import type { ReasonParams, SkipCode } from "./reasons.ts";
import type { Settlement } from "./settle.ts";

/** What becomes of a posting that was looked up. */
export type LookUpSettlement =
  | Extract<Settlement, { to: "posted" | "reversing" | "planned" | "held" }>
  | { to: "skipped"; reason: SkipCode; params: ReasonParams }
  /** To be planned anew: what it was made of has changed. `isParentDraft`: what it was to settle is not approved any more. */
  | { to: "queued"; isParentDraft?: true }
  /** Nothing is known yet: to be looked up again. */
  | { to: "unknown" };

/** Refused as often as this for something that no look-up finds, it is a person's. */
const REFUSALS = 3;

/**
 * `isLongAgo`: the call ended so long ago that what is not there by now will not be there later. Before that only what was
 * found counts. `messages`: what Xero said when it refused, `attempts` how many calls it had.
 */
export function concludeLookUp(
  sought: Sought,
  finding: Finding,
  call: { isLongAgo: boolean; attempts: number; messages: string | null },
): LookUpSettlement {
  switch (finding.is) {
    case "ours": {
      const { document, xeroId } = finding;
      const { number, name, status, total } = document;
      const called = sought.kind === "contact" ? (number ?? name) : (number ?? document.reference);
      return { to: "posted", xeroId, number: called, status, total };
    }
    case "wrong_echo": {
      const { document, params } = finding;
      return {
        to: "reversing",
        xeroId: document.xeroId,
        status: document.status,
        total: document.total,
        params,
      };
    }
    case "held":
      return { to: "held", reason: finding.reason, params: said(finding.params, call.messages) };
    case "settled_already":
      // Nothing is due on its invoice, or nothing is left of the note: that is no payment somebody made.
      if (sought.kind === "allocation")
        return { to: "skipped", reason: "left_as_credit", params: { why: "nothing_due" } };
      return { to: "skipped", reason: "already_paid_in_xero", params: {} };
    case "other_contact": {
      const params = { why: "other_contact", number: finding.number };
      return { to: "skipped", reason: "left_as_credit", params };
    }
    case "less_left":
      return { to: "planned", amount: finding.amount };
    case "not_approved":
      return { to: "queued", isParentDraft: true };
    case "absent":
      return call.isLongAgo ? concludeAbsent(sought, call) : { to: "unknown" };
    default:
      return finding satisfies never;
  }
}

/**
 * A wrong document that Xero would not let us take out, when somebody asks for another try: once a person has voided or
 * deleted it, it may be sent again; until then nothing is sent beside it.
 */
export function concludeStillStanding(sought: Sought, { documents }: Found): LookUpSettlement {
  const [document] = documents;
  const isGone = !document || document.status === "VOIDED" || document.status === "DELETED";
  if (isGone) return { to: "queued" };
  const params = {
    ...("number" in sought ? { number: sought.number, magentoTotal: sought.total } : {}),
    ...("amount" in sought ? { of: sought.kind, magentoTotal: sought.amount } : {}),
    ...("currencyCode" in sought ? { currency: sought.currencyCode } : {}),
    xeroTotal: document.total,
    xeroId: document.xeroId,
    stillInXero: "yes",
  };
  return { to: "held", reason: "xero_total_differs", params };
}

/** Where Xero refused it and yet shows nothing that would be a reason, a number is not tried twice, and money a few times. */
function concludeAbsent(
  sought: Sought,
  { attempts, messages }: { attempts: number; messages: string | null },
): LookUpSettlement {
  if (sought.refusedAs === null) return { to: "planned" };
  switch (sought.kind) {
    case "contact":
      // The directory goes on from there.
      return { to: "planned", refusal: `number:${foldName(sought.contactNumber)}` };
    case "invoice":
    case "credit_note": {
      const params = { number: sought.number, currency: sought.currencyCode };
      return { to: "held", reason: "number_taken", params: said(params, messages) };
    }
    case "payment":
    case "refund":
    case "allocation": {
      if (attempts < REFUSALS) return { to: "planned" };
      const { kind, amount, currencyCode } = sought;
      const params = { of: kind, amount, currency: currencyCode };
      return { to: "held", reason: "payment_more_than_due", params: said(params, messages) };
    }
    default:
      return sought satisfies never;
  }
}

function said(params: ReasonParams, messages: string | null): ReasonParams {
  return messages === null ? params : { ...params, messages };
}
