import { lockDate } from "@counterfoil/core/accounting-day";
import { dayWords } from "@counterfoil/core/day-words";
import type { Policy } from "@counterfoil/core/policy";
import type { LedgerOrganisation, ReferenceData } from "@counterfoil/core/reference";

export type OrganisationCheck = { look: "good" | "warning"; title: string; text: string };

/** Plans that take no more than 20 approved invoices a month; Xero's names of its classes. */
const CAPPED_CLASSES = ["STARTER", "IGNITE"];

/** A short look at an organisation before documents go there: what to know, and what would stop some of them. */
export function checkOrganisation(input: {
  organisation: LedgerOrganisation;
  currencies: readonly string[];
  /** Of the documents seen so far. */
  seenCurrencies: readonly string[];
  policy: Pick<Policy, "lockedPeriod" | "invoiceStatus" | "markAsSent">;
  /** Null until it was read. */
  reminders: ReferenceData["reminders"] | null;
}): OrganisationCheck[] {
  return [
    kindOf(input.organisation),
    locksOf(input.organisation, input.policy),
    currenciesOf(input),
    planOf(input.organisation, input.policy),
    remindersOf(input.policy, input.reminders),
    ...(input.organisation.paysTax ? [] : [NO_TAX]),
  ];
}

function kindOf({ isDemoCompany, organisationClass }: LedgerOrganisation): OrganisationCheck {
  if (isDemoCompany)
    return {
      look: "warning",
      title: "Demo Company",
      text: "Good for trying things out: Xero resets it from time to time, and what we posted is gone then.",
    };
  if (organisationClass === "TRIAL")
    return {
      look: "warning",
      title: "On trial in Xero",
      text: "Once the trial ends Xero takes nothing more until a plan is chosen; documents wait until then.",
    };
  return { look: "good", title: "A live organisation", text: "Not a Demo Company, and not on trial." };
}

function locksOf(
  organisation: LedgerOrganisation,
  { lockedPeriod }: Pick<Policy, "lockedPeriod">,
): OrganisationCheck {
  const lock = lockDate(organisation);
  if (lock === null)
    return { look: "good", title: "Nothing is locked", text: "Documents of any date can be posted." };
  const what =
    lockedPeriod === "hold"
      ? "are held, and ask you for another day"
      : "are posted on the first open day, with their own date in the text";
  return {
    look: "warning",
    title: `Locked up to ${dayWords(lock)}`,
    text: `Documents dated on or before it ${what}. Starting the day after avoids that.`,
  };
}

function currenciesOf({
  organisation,
  currencies,
  seenCurrencies,
}: Pick<
  Parameters<typeof checkOrganisation>[0],
  "organisation" | "currencies" | "seenCurrencies"
>): OrganisationCheck {
  const missing = seenCurrencies.filter(
    (code) => code !== organisation.baseCurrency && !currencies.includes(code),
  );
  if (missing.length > 0)
    return {
      look: "warning",
      title: `${missing.join(", ")} ${missing.length > 1 ? "are" : "is"} not switched on`,
      text: "Documents in it are held. Add the currency in Xero under Settings, Currencies; Xero's larger plans have it.",
    };
  return {
    look: "good",
    title: `Books in ${organisation.baseCurrency}`,
    text:
      currencies.length > 1
        ? `Also takes ${currencies.filter((code) => code !== organisation.baseCurrency).join(", ")}.`
        : "Documents in other currencies would need the currency added in Xero.",
  };
}

function planOf(
  { organisationClass }: LedgerOrganisation,
  { invoiceStatus }: Pick<Policy, "invoiceStatus">,
): OrganisationCheck {
  const isCapped = organisationClass !== null && CAPPED_CLASSES.includes(organisationClass);
  if (!isCapped)
    return { look: "good", title: "No monthly limit", text: "We know of none on this Xero plan." };
  return {
    look: invoiceStatus === "AUTHORISED" ? "warning" : "good",
    title: "20 approved invoices a month",
    text: "That is what this Xero plan takes. The rest are held; a larger plan lifts it, and drafts do not count.",
  };
}

function remindersOf(
  { markAsSent }: Pick<Policy, "markAsSent">,
  reminders: ReferenceData["reminders"] | null,
): OrganisationCheck {
  if (!markAsSent)
    return {
      look: "good",
      title: "No reminders to your customers",
      text: `Xero reminds only of invoices that are marked as sent, and ours are not.${reminders?.areOn ? " Reminders are on in Xero: they stay with the invoices you send there yourself." : ""}`,
    };
  switch (reminders?.areOn) {
    case true:
      return {
        look: "warning",
        title: "Reminders go out to web customers",
        text: "Invoices are marked as sent, and invoice reminders are on in Xero: it e-mails whoever has not paid. Turn off one of the two if it should not.",
      };
    case false:
      return {
        look: "good",
        title: "Reminders are off in Xero",
        text: "Invoices are marked as sent. Xero would e-mail your web customers only if somebody turned reminders on.",
      };
    default:
      return {
        look: "warning",
        title: "Reminders may go out",
        text: "Invoices are marked as sent, and Xero has not told us whether its reminders are on. See under Invoices, Invoice reminders, in Xero.",
      };
  }
}

const NO_TAX: OrganisationCheck = {
  look: "warning",
  title: "Not registered for tax",
  text: "Xero says this organisation pays none, so lines go without a tax rate. If your shop charges tax, look at that first.",
};
