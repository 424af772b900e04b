import type { Policy } from "../policy.ts";
import { AS_THE_SALE } from "../policy.ts";
import type { LedgerAccount, LedgerTaxRate, ReferenceData } from "../reference.ts";
import type { SaleLine } from "../sale.ts";
import { type Hold, hold } from "./document-plan.ts";
import { fitsPattern } from "./fits-pattern.ts";

/** The sales account of a line: by product type, then SKU in the order of the rules, then store view, then the default. */
export function revenueAccountOf(
  line: Pick<SaleLine, "sku" | "productType"> | null,
  input: { policy: Policy; storeViewId: number | null },
): string | null {
  const { policy, storeViewId } = input;
  const byType = line?.productType ? policy.revenueAccountByProductType[line.productType] : undefined;
  if (byType) return byType;
  const rule = line && policy.revenueAccountBySku.find((candidate) => matches(line.sku, candidate));
  if (rule) return rule.accountCode;
  const byStore = storeViewId === null ? undefined : policy.revenueAccountByStore[String(storeViewId)];
  return byStore ?? policy.revenueAccountCode;
}

/** The policy's account for rounding lines, else the organisation's own; null where it has none. */
export function roundingAccountOf(policy: Policy, reference: ReferenceData): string | null {
  if (policy.roundingAccountCode !== null) return policy.roundingAccountCode;
  return reference.accounts.find((account) => account.systemAccount === "ROUNDING")?.code ?? null;
}

/** Why a document line cannot go to this account, or null. */
export function accountProblem(
  code: string | null,
  input: { purpose: string; reference: ReferenceData },
): Hold | null {
  const { purpose, reference } = input;
  const account = accountOf(code, reference);
  if (!account || !canHoldLines(account)) return hold("account_missing", { code, purpose });
  if (account.status === "ARCHIVED") return hold("account_archived", { code, purpose });
  return account.status === "ACTIVE" ? null : hold("account_missing", { code, purpose });
}

/** Why a line on this account cannot have this tax type, or null. */
export function taxTypeProblem(input: {
  accountCode: string | null;
  taxType: string;
  reference: ReferenceData;
}): Hold | null {
  const { accountCode, taxType, reference } = input;
  const account = accountOf(accountCode, reference);
  const rate = reference.taxRates.find((candidate) => candidate.taxType === taxType);
  if (!account || !rate || rate.status !== "ACTIVE") {
    return hold("tax_type_not_allowed_on_account", { taxType, code: accountCode });
  }
  return takes(account, rate)
    ? null
    : hold("tax_type_not_allowed_on_account", { taxType, code: accountCode });
}

/**
 * The tax type of an adjustment or rounding line: the policy's, or the organisation's no-tax type that the account takes,
 * the plainest first ("no tax", then exempt, then zero). `asTheSale` stands for as_the_sale, where the
 * sale is known. Null where there is none.
 */
export function adjustmentTaxTypeOf(input: {
  setting: string | null;
  accountCode: string;
  asTheSale: string | null;
  reference: ReferenceData;
}): string | null {
  const { setting, accountCode, asTheSale, reference } = input;
  if (setting === AS_THE_SALE && asTheSale !== null) return asTheSale;
  if (setting !== null && setting !== AS_THE_SALE) return setting;
  const account = accountOf(accountCode, reference);
  if (!account) return null;
  const untaxed = reference.taxRates.filter(
    (rate) => rate.status === "ACTIVE" && Number(rate.effectiveRate) === 0 && takes(account, rate),
  );
  return untaxed.toSorted((a, b) => plainness(a) - plainness(b))[0]?.taxType ?? null;
}

/** Xero allows a rate on an account by the account's class. */
export function takes(account: LedgerAccount, rate: LedgerTaxRate): boolean {
  switch (account.class ?? classByType[account.type] ?? "REVENUE") {
    case "ASSET":
      return rate.canApplyToAssets;
    case "EQUITY":
      return rate.canApplyToEquity;
    case "EXPENSE":
      return rate.canApplyToExpenses;
    case "LIABILITY":
      return rate.canApplyToLiabilities;
    default:
      return rate.canApplyToRevenue;
  }
}

/** Document lines cannot go to a bank account, nor to debtors or creditors. */
export function canHoldLines(account: LedgerAccount): boolean {
  return (
    account.type !== "BANK" && account.systemAccount !== "DEBTORS" && account.systemAccount !== "CREDITORS"
  );
}

/** The account with this code, whatever its status; null where there is none. */
export function accountOf(code: string | null, reference: ReferenceData): LedgerAccount | null {
  if (code === null) return null;
  return reference.accounts.find((account) => account.code === code) ?? null;
}

const classByType: Readonly<Record<string, string>> = {
  BANK: "ASSET",
  CURRENT: "ASSET",
  FIXED: "ASSET",
  INVENTORY: "ASSET",
  NONCURRENT: "ASSET",
  PREPAYMENT: "ASSET",
  EQUITY: "EQUITY",
  DEPRECIATN: "EXPENSE",
  DIRECTCOSTS: "EXPENSE",
  EXPENSE: "EXPENSE",
  OVERHEADS: "EXPENSE",
  CURRLIAB: "LIABILITY",
  LIABILITY: "LIABILITY",
  TERMLIAB: "LIABILITY",
  PAYG: "LIABILITY",
};

function plainness(rate: LedgerTaxRate): number {
  if (rate.taxType === "NONE") return 0;
  if (/\bno (vat|gst|tax)\b|excluded|out of scope/i.test(rate.name)) return 1;
  return /exempt|free/i.test(rate.name) ? 2 : 3;
}

function matches(sku: string, rule: { match: "prefix" | "pattern"; value: string }): boolean {
  return rule.match === "prefix" ? sku.startsWith(rule.value) : fitsPattern(sku, rule.value);
}
