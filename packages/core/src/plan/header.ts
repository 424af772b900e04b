import { accountingDay, addDays, firstOpenDay, isLocked, lockDate } from "../accounting-day.ts";
import type { DocumentDraft } from "../draft.ts";
import { money } from "../money.ts";
import { isGateway } from "../payment-method.ts";
import type { Policy } from "../policy.ts";
import type { ReferenceData } from "../reference.ts";
import type { DocumentSale, InvoiceSale } from "../sale.ts";
import { type DocumentContext, type Hold, hold } from "./document-plan.ts";

export type Header = Pick<
  DocumentDraft,
  "date" | "currencyCode" | "currencyRate" | "status" | "brandingThemeId"
> & {
  /** The day Magento raised it, where the lock moved the document to another. */
  movedFrom: string | null;
};

/** What stands above the lines, or why the organisation cannot take it: currency and locked period. */
export function documentHeader(input: {
  sale: DocumentSale;
  policy: Policy;
  reference: ReferenceData;
  context: DocumentContext;
  currencyRate: string | null;
}): Header | Hold {
  const { sale, policy, reference, context } = input;
  const { organisation } = reference;
  const isKnown =
    sale.currency === organisation.baseCurrency ||
    reference.currencies.some(({ code }) => code === sale.currency);
  if (!isKnown) {
    return hold("currency_not_enabled", { currency: sale.currency, organisation: organisation.name });
  }
  const raised = accountingDay(sale.createdAt || context.createdAt, policy.storeTimezone);
  const open = firstOpenDay(raised, organisation);
  const isMoving = context.isMovedToFirstOpenDay ?? policy.lockedPeriod === "first_open_day";
  if (isLocked(raised, organisation) && !isMoving) {
    return hold("period_locked", { date: raised, lockDate: lockDate(organisation), firstOpenDay: open });
  }
  return {
    date: open,
    movedFrom: open === raised ? null : raised,
    currencyCode: sale.currency,
    currencyRate: sale.currency === organisation.baseCurrency ? null : input.currencyRate,
    status: policy.invoiceStatus,
    brandingThemeId: themeOf(policy, context.storeViewId),
  };
}

/** Magento's rate has Xero's sense (foreign units for one of base). A rate of 1 says that Magento's base is not the organisation's. */
export function currencyRateOf(baseToOrderRate: string | null, policy: Policy): string | null {
  if (policy.currencyRate === "xero" || baseToOrderRate === null) return null;
  const rate = money(baseToOrderRate);
  if (!rate.gt(0) || rate.equals(1)) return null;
  return rate.toDecimalPlaces(6).toFixed();
}

/** Date + terms, by payment method where one has its own; what a gateway took when it was raised is due on its date. */
export function dueDateOf(sale: InvoiceSale, input: { date: string; policy: Policy }): string {
  const { date, policy } = input;
  const method = sale.paymentMethod;
  if (sale.state === "paid" && method !== null && isGateway(method)) return date;
  const days = (method === null ? undefined : policy.paymentTermsByMethod[method]) ?? policy.paymentTermsDays;
  return addDays(date, days);
}

function themeOf(policy: Policy, storeViewId: number | null): string | null {
  const byStore = storeViewId === null ? undefined : policy.brandingThemeByStore[String(storeViewId)];
  return byStore ?? policy.brandingThemeId;
}
