import { canHoldLines, takes } from "@counterfoil/core/plan/accounts";
import type { Policy } from "@counterfoil/core/policy";
import { canTakePayments } from "@counterfoil/core/propose-policy";
import type { ReasonParams } from "@counterfoil/core/reasons";
import type { LedgerAccount, ReferenceData } from "@counterfoil/core/reference";
import type { AccountSetting } from "./fix-mapping.ts";

/** The question a document is held for, with the answers there are: answered on its page, saved as a setting. */
export type MappingFix =
  | {
      of: "tax";
      rate: string;
      country: string;
      /** Those of this very rate first. */
      options: { taxType: string; name: string; isOfThisRate: boolean }[];
    }
  | { of: "payment"; method: string; options: { accountId: string; name: string }[] }
  | {
      of: "account";
      setting: AccountSetting;
      /** Completes "Account for …". */
      purpose: string;
      options: { code: string; name: string }[];
    }
  | { of: "discounts"; storeView: string };

/** Null where the fix needs more than one answer, and is made in Settings. */
export function offerFix(
  trouble: { reason: string; params: ReasonParams },
  input: { policy: Policy; reference: ReferenceData; storeView: number },
): MappingFix | null {
  const { reason, params } = trouble;
  const { policy, reference } = input;
  switch (reason) {
    case "tax_rate_unmapped":
      return offerTax(params, reference);
    case "payment_method_not_mapped":
      return typeof params.method === "string" ? offerPayment(params.method, reference) : null;
    case "account_missing":
    case "account_archived":
      return offerAccount(params, { policy, reference });
    case "magento_total_unexplained": {
      if (params.cause === "two_readings") return { of: "discounts", storeView: String(input.storeView) };
      const amount = typeof params.amount === "string" ? params.amount : "";
      const isOther = typeof params.cause === "string" && OTHER_CAUSES.has(params.cause);
      if (isOther || amount === "") return null;
      return amount.startsWith("-")
        ? accountFix("lessThanLinesAccountCode", {
            reference,
            params: { purpose: "gift cards and store credit" },
          })
        : accountFix("moreThanLinesAccountCode", { reference, params: { purpose: "surcharges" } });
    }
    default:
      return null;
  }
}

/** Of what no account can explain. */
const OTHER_CAUSES: ReadonlySet<string> = new Set([
  "amount_too_large",
  "negative_total",
  "tax_amounts_refused",
  "lines_differ",
]);

function offerTax(params: ReasonParams, reference: ReferenceData): MappingFix | null {
  const rate = typeof params.rate === "string" && params.rate !== "" ? params.rate : null;
  if (rate === null) return null;
  const country = typeof params.country === "string" ? params.country : "any";
  const options = reference.taxRates
    .filter(({ status, canApplyToRevenue }) => status === "ACTIVE" && canApplyToRevenue)
    .map(({ taxType, name, effectiveRate }) => ({
      taxType,
      name,
      isOfThisRate: Number(effectiveRate) === Number(rate),
    }))
    .toSorted((one, other) => Number(other.isOfThisRate) - Number(one.isOfThisRate));
  return { of: "tax", rate, country, options };
}

function offerPayment(method: string, reference: ReferenceData): MappingFix {
  const options = reference.accounts
    .filter(canTakePayments)
    .map(({ accountId, code, name }) => ({ accountId, name: code === null ? name : `${code} ${name}` }));
  return { of: "payment", method, options };
}

const PAYMENTS_BY = "payments by ";

function offerAccount(
  params: ReasonParams,
  { policy, reference }: { policy: Policy; reference: ReferenceData },
): MappingFix | null {
  const purpose = typeof params.purpose === "string" ? params.purpose : "";
  if (purpose.startsWith(PAYMENTS_BY)) return offerPayment(purpose.slice(PAYMENTS_BY.length), reference);
  const setting = SETTINGS[purpose];
  if (!setting) return null;
  const named =
    setting === "shippingAccountCode" && policy[setting] === null ? "revenueAccountCode" : setting;
  // The account of a store view, a SKU or a product type is chosen where those are.
  const isItsOwn = policy[named] === null || policy[named] === (params.code ?? null);
  return isItsOwn ? accountFix(named, { reference, params: { purpose } }) : null;
}

const SETTINGS: Readonly<Record<string, AccountSetting>> = {
  sales: "revenueAccountCode",
  shipping: "shippingAccountCode",
  discounts: "discountAccountCode",
  rounding: "roundingAccountCode",
  "refund adjustments": "refundAdjustmentAccountCode",
  "totals below their lines": "lessThanLinesAccountCode",
  "totals above their lines": "moreThanLinesAccountCode",
};

function accountFix(
  setting: AccountSetting,
  { reference, params }: { reference: ReferenceData; params: { purpose: string } },
): MappingFix {
  const isRevenue = ({ type }: LedgerAccount) => ["REVENUE", "SALES", "OTHERINCOME"].includes(type);
  const fits = setting === "revenueAccountCode" ? isRevenue : canHoldLines;
  const options = reference.accounts.flatMap((account) =>
    account.code !== null && account.status === "ACTIVE" && fits(account) && hasARate(account, reference)
      ? [{ code: account.code, name: account.name, isLikely: isLikely(account, setting) }]
      : [],
  );
  return {
    of: "account",
    setting,
    purpose: params.purpose,
    options: options
      .toSorted((one, other) => Number(other.isLikely) - Number(one.isLikely))
      .map(({ code, name }) => ({ code, name })),
  };
}

function hasARate(account: LedgerAccount, reference: ReferenceData): boolean {
  return reference.taxRates.some((rate) => rate.status === "ACTIVE" && takes(account, rate));
}

/** What stands first in the list: gift cards are owed, surcharges earned. */
function isLikely({ class: kind, type }: LedgerAccount, setting: AccountSetting): boolean {
  if (setting === "lessThanLinesAccountCode") return kind === "LIABILITY" || /LIAB/.test(type);
  return kind === "REVENUE" || ["REVENUE", "SALES", "OTHERINCOME"].includes(type);
}
