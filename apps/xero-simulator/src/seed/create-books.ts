import { stableId } from "../ids.ts";
import type { AccountClass, Books, OrganisationDetails, TaxRate } from "../state/books.ts";

export interface AccountSeed {
  /** Bank accounts may have none. */
  code: string;
  name: string;
  type: keyof typeof CLASS_OF_TYPE;
  taxType: string;
  systemAccount?: string;
  takesPayments?: boolean;
  isArchived?: boolean;
  bankAccountNumber?: string;
}

export interface TaxRateSeed {
  name: string;
  taxType: string;
  rate: string;
  on: "sales" | "purchases" | "both";
  reportTaxType?: string;
  components?: { name: string; rate: string }[];
}

export interface OrganisationSeed {
  details: Omit<
    OrganisationDetails,
    "periodLockDate" | "endOfYearLockDate" | "salesTerms" | "createdAt" | "isDemoCompany"
  > &
    Partial<Pick<OrganisationDetails, "salesTerms">>;
  accounts: AccountSeed[];
  taxRates: TaxRateSeed[];
  currencies: Record<string, string>;
}

/** Empty books of a new organisation; every seeded thing has the same id each time. */
export function createBooks(seed: OrganisationSeed, nowMs: number): Books {
  const id = (words: string) => stableId(`${seed.details.organisationId} ${words}`);
  return {
    details: {
      salesTerms: null,
      ...seed.details,
      isDemoCompany: true,
      periodLockDate: null,
      endOfYearLockDate: null,
      createdAt: nowMs,
    },
    accounts: seed.accounts.map((account) => ({
      accountId: id(`account ${account.code} ${account.name}`),
      code: account.code,
      name: account.name,
      type: account.type,
      class: CLASS_OF_TYPE[account.type],
      status: account.isArchived ? "ARCHIVED" : "ACTIVE",
      taxType: account.taxType,
      description: "",
      systemAccount: account.systemAccount ?? null,
      enablePaymentsToAccount: account.takesPayments ?? false,
      showInExpenseClaims: false,
      bankAccountNumber: account.bankAccountNumber ?? null,
      currencyCode: account.type === "BANK" ? seed.details.baseCurrency : null,
      updatedAt: nowMs,
    })),
    taxRates: seed.taxRates.map(taxRate),
    brandingThemes: [
      { brandingThemeId: id("theme Standard"), name: "Standard", sortOrder: 0, createdAt: nowMs },
    ],
    trackingCategories: [
      {
        trackingCategoryId: id("tracking Region"),
        name: "Region",
        status: "ACTIVE",
        options: ["North", "South", "East", "West"].map((name) => ({
          trackingOptionId: id(`tracking Region ${name}`),
          name,
          status: "ACTIVE",
        })),
      },
    ],
    currencies: Object.entries(seed.currencies).map(([code, description]) => ({ code, description })),
    contacts: new Map(),
    invoices: new Map(),
    creditNotes: new Map(),
    payments: new Map(),
    allocations: new Map(),
    items: new Map(),
    history: new Map(),
    attachments: new Map(),
    sequences: { invoice: 1, creditNote: 1 },
    index: {
      invoiceByNumber: new Map(),
      creditNoteByNumber: new Map(),
      contactByActiveName: new Map(),
      contactByNumber: new Map(),
      billsByNumber: new Map(),
      paymentsByDocument: new Map(),
      allocationsByDocument: new Map(),
      paymentsByReference: new Map(),
    },
  };
}

const APPLIES_TO: Record<TaxRateSeed["on"], AccountClass[]> = {
  sales: ["ASSET", "EQUITY", "LIABILITY", "REVENUE"],
  purchases: ["ASSET", "EQUITY", "EXPENSE", "LIABILITY"],
  both: ["ASSET", "EQUITY", "EXPENSE", "LIABILITY", "REVENUE"],
};

function taxRate(seed: TaxRateSeed): TaxRate {
  const components = seed.components ?? [{ name: seed.name, rate: seed.rate }];
  return {
    name: seed.name,
    taxType: seed.taxType,
    status: "ACTIVE",
    effectiveRate: seed.rate,
    components: components.map((component) => ({ ...component, isCompound: false })),
    reportTaxType: seed.reportTaxType ?? seed.taxType,
    appliesTo: APPLIES_TO[seed.on],
  };
}

const CLASS_OF_TYPE = {
  BANK: "ASSET",
  CURRENT: "ASSET",
  CURRLIAB: "LIABILITY",
  DEPRECIATN: "EXPENSE",
  DIRECTCOSTS: "EXPENSE",
  EQUITY: "EQUITY",
  EXPENSE: "EXPENSE",
  FIXED: "ASSET",
  INVENTORY: "ASSET",
  LIABILITY: "LIABILITY",
  NONCURRENT: "ASSET",
  OTHERINCOME: "REVENUE",
  OVERHEADS: "EXPENSE",
  PREPAYMENT: "ASSET",
  REVENUE: "REVENUE",
  SALES: "REVENUE",
  TERMLIAB: "LIABILITY",
} as const satisfies Record<string, AccountClass>;
