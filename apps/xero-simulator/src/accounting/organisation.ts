import { refuseUnknownParameters } from "../query/parameters.ts";
import type { Books } from "../state/books.ts";
import { dayOut, instantOut } from "../wire/dates.ts";
import { notImplemented } from "../wire/errors.ts";
import type { JsonObject } from "../wire/json.ts";
import { type AccountingCall, type Endpoint, envelope } from "./accounting-call.ts";
import { termsOut } from "./contact-out.ts";

export const organisation: Endpoint = {
  name: "Organisation",
  scope: "settings",
  handle: (call) => {
    if (call.method !== "GET") return notImplemented();
    refuseUnknownParameters(call, []);
    const [action, ...deeper] = call.path;
    if (action === undefined) return envelope(call, { Organisations: [organisationOut(call.books)] });
    if (action.toLowerCase() === "actions" && deeper.length === 0) return actions(call);
    return notImplemented();
  },
};

/** Lock dates are absent when they are not set. */
function organisationOut({ details }: Books): JsonObject {
  return {
    Name: details.name,
    LegalName: details.legalName,
    PaysTax: true,
    Version: details.version,
    OrganisationType: "COMPANY",
    BaseCurrency: details.baseCurrency,
    CountryCode: details.countryCode,
    IsDemoCompany: details.isDemoCompany,
    OrganisationStatus: "ACTIVE",
    FinancialYearEndDay: details.financialYearEndDay,
    FinancialYearEndMonth: details.financialYearEndMonth,
    SalesTaxBasis: details.salesTaxBasis,
    SalesTaxPeriod: details.salesTaxPeriod,
    DefaultSalesTax: details.defaultSalesTax,
    DefaultPurchasesTax: details.defaultPurchasesTax,
    PeriodLockDate: details.periodLockDate === null ? undefined : dayOut(details.periodLockDate),
    EndOfYearLockDate: details.endOfYearLockDate === null ? undefined : dayOut(details.endOfYearLockDate),
    CreatedDateUTC: instantOut(details.createdAt),
    OrganisationEntityType: "COMPANY",
    Timezone: details.timezone,
    ShortCode: details.shortCode,
    OrganisationID: details.organisationId,
    Edition: details.edition,
    Class: details.class,
    Addresses: [],
    Phones: [],
    ExternalLinks: [],
    PaymentTerms: termsOut(details.salesTerms, null) ?? {},
  };
}

function actions(call: AccountingCall) {
  const hasSeveralCurrencies = call.books.currencies.length > 1;
  const names: Record<string, boolean> = {
    CreateApprovedInvoice: call.books.details.isApprovalLimitReached !== true,
    CreateDraftInvoice: true,
    CreateRepeatingInvoice: true,
    CreateContact: true,
    CreateCreditNote: true,
    UseMulticurrency: hasSeveralCurrencies,
  };
  return envelope(call, {
    Actions: Object.entries(names).map(([Name, isAllowed]) => ({
      Name,
      Status: isAllowed ? "ALLOWED" : "NOT-ALLOWED",
    })),
  });
}
