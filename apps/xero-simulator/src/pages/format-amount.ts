import { Decimal } from "decimal.js";

/** `1,234.50`: two decimals, thousands set apart. */
export function formatAmount(value: Decimal.Value): string {
  const [whole = "0", cents = "00"] = new Decimal(value).toFixed(2).split(".");
  return `${whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",")}.${cents}`;
}
