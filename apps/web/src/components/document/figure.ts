import { formatMoney } from "../money.tsx";

/** The currency is said by the totals; figures inside a line go without its sign. */
export function figure(text: string, currency: string | null): string {
  const formatted = formatMoney(text, currency);
  return currency === null ? formatted : formatted.replace(/^(-?)[^\d-]+/, "$1");
}

export const isNothing = (text: string) => /^-?0(\.0*)?$/.test(text);
