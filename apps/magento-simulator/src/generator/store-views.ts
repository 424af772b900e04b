import type { RateClass } from "./catalogue.ts";

export interface StoreView {
  id: number;
  websiteId: number;
  code: string;
  currency: string;
  /** Order units for one pound: base × rate = order. */
  baseToOrderRate: string;
  catalogue: "retail" | "trade";
  catalogIncludesTax: boolean;
  shippingIncludesTax: boolean;
}

export const STORE_VIEWS = {
  retail: view(1, 1, "default", { currency: "GBP", baseToOrderRate: "1", catalogue: "retail" }),
  trade: view(2, 2, "trade", { currency: "GBP", baseToOrderRate: "1", catalogue: "trade" }),
  europe: view(3, 1, "europe", { currency: "EUR", baseToOrderRate: "1.1534", catalogue: "retail" }),
  japan: view(4, 1, "japan", { currency: "JPY", baseToOrderRate: "190", catalogue: "trade" }),
} as const satisfies Record<string, StoreView>;

export type StoreViewName = keyof typeof STORE_VIEWS;

/** Percent, for a delivery inside the United Kingdom; everything that leaves it is zero-rated. */
export const UK_RATES: Record<RateClass, string> = { standard: "20", reduced: "5", zero: "0" };

/** Increment numbers are counted per store view, nine digits, with the view's number in front (none for the first). */
export const incrementId = (storeId: number, sequence: number): string =>
  `${storeId === 1 ? "" : storeId}${String(sequence).padStart(9, "0")}`;

export const isStoreCode = (code: string): boolean =>
  Object.values(STORE_VIEWS).some((candidate) => candidate.code === code);

function view(
  id: number,
  websiteId: number,
  code: string,
  options: Pick<StoreView, "currency" | "baseToOrderRate" | "catalogue">,
): StoreView {
  const includesTax = options.catalogue === "retail";
  return {
    id,
    websiteId,
    code,
    ...options,
    catalogIncludesTax: includesTax,
    shippingIncludesTax: includesTax,
  };
}
