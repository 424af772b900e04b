import { cn } from "./cn.ts";

/** A decimal text in its currency's own form; places beyond the currency's are shown when they are not empty. */
export function formatMoney(amount: string, currency: string | null): string {
  const places = (amount.split(".")[1] ?? "").replace(/0+$/, "").length;
  // Intl throws on what is not three letters, and one odd document must not take the list down.
  if (currency !== null && !/^[A-Za-z]{3}$/.test(currency)) return `${formatMoney(amount, null)} ${currency}`;
  // Intl reads decimal text exactly, without going through a double.
  return moneyFormat(currency, places).format(amount as `${number}`);
}

/** Building a format costs more than using it a thousand times, and a page shows hundreds of amounts. */
const formats = new Map<string, Intl.NumberFormat>();

/** With the currency's own places, or as many more as asked for. */
function moneyFormat(currency: string | null, places: number): Intl.NumberFormat {
  const key = `${currency ?? ""} ${places}`;
  const known = formats.get(key);
  if (known) return known;
  const options: Intl.NumberFormatOptions = currency ? { style: "currency", currency } : {};
  const own = new Intl.NumberFormat("en-GB", options).resolvedOptions().maximumFractionDigits ?? 2;
  const format = new Intl.NumberFormat("en-GB", { ...options, maximumFractionDigits: Math.max(own, places) });
  formats.set(key, format);
  return format;
}

export function Money({
  amount,
  currency,
  className,
}: {
  amount: string | null;
  currency: string | null;
  className?: string;
}) {
  if (amount === null) return <span className={cn("text-faint", className)}>–</span>;
  return <span className={cn("tabular whitespace-nowrap", className)}>{formatMoney(amount, currency)}</span>;
}

/** Xero − Magento: quiet when it is nothing, loud when it is not. */
export function Difference({ amount, currency }: { amount: string; currency: string | null }) {
  const isNothing = /^-?0(\.0*)?$/.test(amount);
  return (
    <span className={cn("tabular whitespace-nowrap", isNothing ? "text-green" : "font-medium text-red")}>
      {isNothing ? formatMoney("0", currency) : formatMoney(amount, currency)}
    </span>
  );
}
