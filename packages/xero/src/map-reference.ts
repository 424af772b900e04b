import type { ReferenceData, ReferenceKind } from "@counterfoil/core/reference";
import {
  wireAccounts,
  wireBrandingThemes,
  wireCurrencies,
  wireInvoiceReminders,
  wireOrganisations,
  wireTaxRates,
  wireTrackingCategories,
} from "./wire.ts";

/** An organisation's list as core knows it; null when the body is not that list. */
export function mapReference(kind: ReferenceKind, body: unknown): ReferenceData[ReferenceKind] | null {
  switch (kind) {
    case "organisation":
      return mapOrganisation(body);
    case "accounts":
      return mapAccounts(body);
    case "taxRates":
      return mapTaxRates(body);
    case "brandingThemes":
      return mapBrandingThemes(body);
    case "trackingCategories":
      return mapTrackingCategories(body);
    case "currencies":
      return mapCurrencies(body);
    case "reminders":
      return mapReminders(body);
    default:
      return kind satisfies never;
  }
}

function mapOrganisation(body: unknown): ReferenceData["organisation"] | null {
  const wire = wireOrganisations.safeParse(body).data?.Organisations[0];
  if (!wire) return null;
  const terms = wire.PaymentTerms?.Sales;
  return {
    name: wire.Name,
    legalName: wire.LegalName,
    baseCurrency: wire.BaseCurrency,
    countryCode: wire.CountryCode,
    timezone: wire.Timezone,
    shortCode: wire.ShortCode,
    paysTax: wire.PaysTax,
    isDemoCompany: wire.IsDemoCompany,
    organisationClass: wire.Class,
    periodLockDate: wire.PeriodLockDate,
    endOfYearLockDate: wire.EndOfYearLockDate,
    paymentTermsSales: terms ? { day: terms.Day, type: terms.Type } : null,
  };
}

function mapAccounts(body: unknown): ReferenceData["accounts"] | null {
  const wire = wireAccounts.safeParse(body).data;
  if (!wire) return null;
  return wire.Accounts.map((account) => ({
    accountId: account.AccountID,
    code: account.Code,
    name: account.Name,
    type: account.Type,
    class: account.Class,
    status: account.Status,
    taxType: account.TaxType,
    systemAccount: account.SystemAccount,
    enablePaymentsToAccount: account.EnablePaymentsToAccount,
    currencyCode: account.CurrencyCode,
  }));
}

function mapTaxRates(body: unknown): ReferenceData["taxRates"] | null {
  const wire = wireTaxRates.safeParse(body).data;
  if (!wire) return null;
  return wire.TaxRates.flatMap((rate) => {
    const effectiveRate = rate.EffectiveRate ?? rate.DisplayTaxRate;
    // A rate that does not say how much it is cannot be mapped to.
    if (effectiveRate === null) return [];
    return {
      taxType: rate.TaxType,
      name: rate.Name,
      status: rate.Status,
      effectiveRate,
      canApplyToAssets: rate.CanApplyToAssets,
      canApplyToEquity: rate.CanApplyToEquity,
      canApplyToExpenses: rate.CanApplyToExpenses,
      canApplyToLiabilities: rate.CanApplyToLiabilities,
      canApplyToRevenue: rate.CanApplyToRevenue,
    };
  });
}

function mapBrandingThemes(body: unknown): ReferenceData["brandingThemes"] | null {
  const wire = wireBrandingThemes.safeParse(body).data;
  if (!wire) return null;
  return wire.BrandingThemes.map((theme) => ({
    brandingThemeId: theme.BrandingThemeID,
    name: theme.Name,
    sortOrder: theme.SortOrder ?? 0,
  }));
}

function mapTrackingCategories(body: unknown): ReferenceData["trackingCategories"] | null {
  const wire = wireTrackingCategories.safeParse(body).data;
  if (!wire) return null;
  return wire.TrackingCategories.map((category) => ({
    trackingCategoryId: category.TrackingCategoryID,
    name: category.Name,
    status: category.Status,
    options: (category.Options ?? []).map((option) => ({
      trackingOptionId: option.TrackingOptionID,
      name: option.Name,
      status: option.Status,
    })),
  }));
}

function mapCurrencies(body: unknown): ReferenceData["currencies"] | null {
  const wire = wireCurrencies.safeParse(body).data;
  if (!wire) return null;
  return wire.Currencies.map(({ Code, Description }) => ({ code: Code, description: Description ?? Code }));
}

/** Nothing that documents need: an answer without the setting is an answer. */
function mapReminders(body: unknown): ReferenceData["reminders"] | null {
  const wire = wireInvoiceReminders.safeParse(body).data;
  return wire ? { areOn: wire.InvoiceReminders?.[0]?.Enabled ?? null } : null;
}
