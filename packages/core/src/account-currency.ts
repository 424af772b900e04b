/**
 * Whether money in a currency can be recorded in an account: one in the organisation's own currency takes all, at the day's
 * rate, one in another only its own. `accountCurrency`: null where Xero names none.
 */
export function takesCurrency(
  accountCurrency: string | null,
  input: { currency: string; baseCurrency: string | null },
): boolean {
  return (
    accountCurrency === null || accountCurrency === input.baseCurrency || accountCurrency === input.currency
  );
}
