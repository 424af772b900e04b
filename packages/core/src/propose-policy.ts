import { takesCurrency } from "./account-currency.ts";
import { zoneOfXero } from "./accounting-day.ts";
import { isGateway } from "./payment-method.ts";
import { type Policy, type PolicyInput, type PolicySetting, policySchema, type TaxMapRow } from "./policy.ts";
import type { LedgerAccount, LedgerTaxRate, ReferenceData } from "./reference.ts";

export type ProposedPolicy = {
  policy: Policy;
  /** Where each proposed value comes from, as a sentence. Settings at their plain default have none. */
  sources: Partial<Record<PolicySetting, string>>;
  /** What has no safe proposal and must be filled before Start. */
  unfilled: PolicySetting[];
};

/** The policy a new binding starts with: complete but for what nothing in the organisation answers. */
export function proposePolicy(
  reference: ReferenceData,
  options: {
    /** Host of the store's address. */
    storeHost: string;
    isSecondStoreOfOrganisation: boolean;
    /** As Magento lists them, where that is known already. */
    paymentMethods?: readonly { code: string; label: string | null }[];
  },
): ProposedPolicy {
  const revenue = proposeRevenue(reference);
  const parts: (Proposal | null)[] = [
    revenue,
    proposeTaxMap(reference, revenue?.account ?? null),
    proposeTerms(reference),
    proposeZone(reference),
    proposeRounding(reference),
    options.isSecondStoreOfOrganisation ? proposePrefixes(options.storeHost) : null,
    proposePayments(reference, options.paymentMethods ?? []),
  ];
  const given = parts.filter((part) => part !== null);
  const input: PolicyInput = Object.assign({}, ...given.map((part) => part.values));
  return {
    policy: policySchema.parse(input),
    sources: Object.assign({}, ...given.map((part) => part.sources)),
    unfilled: revenue === null ? ["revenueAccountCode"] : [],
  };
}

type Proposal = { values: PolicyInput; sources: Partial<Record<PolicySetting, string>> };

function proposeRevenue(reference: ReferenceData): (Proposal & { account: LedgerAccount }) | null {
  const accounts = reference.accounts.filter(
    ({ status, type, code }) =>
      status === "ACTIVE" && code !== null && (type === "REVENUE" || type === "SALES"),
  );
  const named = accounts.filter(({ name }) => name.trim().toLowerCase() === "sales");
  const account = accounts.length === 1 ? accounts[0] : named.length === 1 ? named[0] : undefined;
  if (!account) return null;
  const why = accounts.length === 1 ? "the only sales account in Xero" : "the account called Sales";
  return {
    account,
    values: { revenueAccountCode: account.code },
    sources: { revenueAccountCode: `${account.code} ${account.name} is ${why}.` },
  };
}

function proposeTaxMap(reference: ReferenceData, revenue: LedgerAccount | null): Proposal | null {
  const { organisation } = reference;
  if (!organisation.paysTax) {
    return { values: {}, sources: { taxMap: `${organisation.name} does not record tax: no map is needed.` } };
  }
  const rates = reference.taxRates.filter((rate) => rate.status === "ACTIVE" && rate.canApplyToRevenue);
  const percents = [...new Set(rates.map((rate) => Number(rate.effectiveRate)))].toSorted((a, b) => b - a);
  const rows: TaxMapRow[] = [];
  for (const percent of percents) {
    const ofPercent = rates.filter((rate) => Number(rate.effectiveRate) === percent);
    const text = String(percent);
    if (percent > 0) {
      const chosen = likeliest(ofPercent, revenue);
      for (const country of domesticCountries(organisation.countryCode)) {
        if (chosen) rows.push({ rate: text, country, taxType: chosen.taxType });
      }
      continue;
    }
    const exported = ofPercent.find((rate) => /export/i.test(rate.name));
    const zero = likeliest(ofPercent, null);
    if (zero) rows.push({ rate: text, country: "any", taxType: zero.taxType });
    if (exported) rows.push({ rate: text, country: "rest", taxType: exported.taxType });
    if (exported && zero) rows.push({ rate: text, country: organisation.countryCode, taxType: zero.taxType });
  }
  if (rows.length === 0) return null;
  const named = rows.map((row) => `${row.rate} % is ${rates.find((r) => r.taxType === row.taxType)?.name}`);
  return {
    values: { taxMap: rows },
    sources: { taxMap: `From the organisation's own sales tax rates: ${[...new Set(named)].join("; ")}.` },
  };
}

/** Of several types with one rate: the sales account's own, then what is plainly for sales, then the plainest. */
function likeliest(rates: readonly LedgerTaxRate[], revenue: LedgerAccount | null): LedgerTaxRate | null {
  const score = (rate: LedgerTaxRate) => {
    if (revenue?.taxType === rate.taxType) return 0;
    if (/reverse|import|capital|acquisition|\bEC\b|\bEU\b|export|services/i.test(rate.name)) return 4;
    if (/zero/i.test(rate.name)) return 1;
    if (/income|sales|output|supplies/i.test(rate.name)) return 2;
    return 3;
  };
  return rates.toSorted((a, b) => score(a) - score(b))[0] ?? null;
}

/** A rate above zero is proposed for home only: 20 % charged on a sale to France may be France's. The Isle of Man is in the UK's VAT. */
function domesticCountries(countryCode: string): string[] {
  return countryCode === "GB" ? ["GB", "IM"] : [countryCode];
}

function proposeTerms({ organisation }: ReferenceData): Proposal {
  const terms = organisation.paymentTermsSales;
  if (terms?.type === "DAYSAFTERBILLDATE" && terms.day <= 365) {
    return {
      values: { paymentTermsDays: terms.day },
      sources: { paymentTermsDays: `${terms.day} days is the organisation's term for sales.` },
    };
  }
  const why = terms
    ? "The organisation's term is not in days from the invoice"
    : "The organisation has no term for sales";
  return { values: {}, sources: { paymentTermsDays: `${why}: 14 days.` } };
}

function proposeZone({ organisation }: ReferenceData): Proposal {
  const zone = zoneOfXero(organisation.timezone);
  return {
    values: zone ? { storeTimezone: zone } : {},
    sources: {
      storeTimezone: zone
        ? `${zone} is the organisation's time zone.`
        : "The organisation's time zone is not one we know: UTC.",
    },
  };
}

function proposeRounding(reference: ReferenceData): Proposal {
  const account = reference.accounts.find(({ systemAccount }) => systemAccount === "ROUNDING");
  const text = account
    ? `${[account.code, account.name].filter(Boolean).join(" ")} is Xero's own rounding account.`
    : "The organisation has no rounding account: a document that needs one waits for you.";
  return { values: {}, sources: { roundingAccountCode: text } };
}

function proposePrefixes(storeHost: string): Proposal {
  const labels = storeHost.toLowerCase().split(":")[0]?.split(".") ?? [];
  const telling = labels.find((label) => !["www", "shop", "store", "m"].includes(label)) ?? "";
  const letters =
    telling
      .replace(/[^a-z0-9]/g, "")
      .slice(0, 8)
      .toUpperCase() || "WEB";
  const source = `From ${storeHost}: another store posts to this organisation already, and numbers must not meet.`;
  return {
    values: { invoiceNumberPrefix: `${letters}-`, creditNoteNumberPrefix: `CN-${letters}-` },
    sources: { invoiceNumberPrefix: source, creditNoteNumberPrefix: source },
  };
}

function proposePayments(
  reference: ReferenceData,
  methods: readonly { code: string; label: string | null }[],
): Proposal | null {
  if (methods.length === 0) return null;
  const { baseCurrency } = reference.organisation;
  // "Stripe USD" takes nothing else, and what the shop sells in is not known here.
  const accounts = reference.accounts.filter(
    (account) =>
      canTakePayments(account) &&
      takesCurrency(account.currencyCode, { currency: baseCurrency, baseCurrency }),
  );
  const map: Record<string, string | null> = {};
  const named: string[] = [];
  for (const method of methods) {
    if (!isGateway(method.code)) {
      map[method.code] = null;
      continue;
    }
    const account = clearingAccount(method, accounts);
    if (!account) continue;
    map[method.code] = account.accountId;
    named.push(`${method.label ?? method.code} to ${account.name}`);
  }
  const gateways = named.length > 0 ? ` ${named.join(", ")}, by name.` : "";
  return {
    values: { paymentMethodMap: map },
    sources: {
      paymentMethodMap: `Bank transfers, cheques and the like are left to the bank: Magento calls them paid before money moves.${gateways}`,
    },
  };
}

/** Payments go to bank accounts and to those that say they take them. */
export function canTakePayments(account: LedgerAccount): boolean {
  return account.status === "ACTIVE" && (account.type === "BANK" || account.enablePaymentsToAccount);
}

function clearingAccount(
  method: { code: string; label: string | null },
  accounts: readonly LedgerAccount[],
): LedgerAccount | null {
  const words = `${method.code} ${method.label ?? ""}`
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(
      (word) =>
        word.length > 3 && !["payment", "payments", "method", "card", "cards", "credit"].includes(word),
    );
  const byName = accounts.find(({ name }) => words.some((word) => name.toLowerCase().includes(word)));
  // "Stripe Clearing" is no place for PayPal's money.
  return (
    byName ??
    accounts.find(({ name }) => /^((card|online|payments?|web) )*clearing( account)?$/i.test(name)) ??
    null
  );
}
