import { listElements } from "../query/list-elements.ts";
import { refuseUnknownParameters } from "../query/parameters.ts";
import type { QueryFields } from "../query/where.ts";
import type { TaxRate } from "../state/books.ts";
import { notImplemented, refuseNotFound } from "../wire/errors.ts";
import { digits, type JsonObject } from "../wire/json.ts";
import { type Endpoint, envelope } from "./accounting-call.ts";

export const taxRates: Endpoint = {
  name: "TaxRates",
  scope: "settings",
  handle: (call) => {
    const [key, ...deeper] = call.path;
    if (call.method !== "GET" || deeper.length > 0) return notImplemented();
    if (key !== undefined) {
      refuseUnknownParameters(call, []);
      const rate = call.books.taxRates.find((one) => one.taxType.toLowerCase() === key.toLowerCase());
      return rate
        ? envelope(call, { TaxRates: [taxRateOut(rate)] })
        : refuseNotFound(call.switches.notFoundBody);
    }
    refuseUnknownParameters(call, ["where", "order"]);
    const listed = listElements(call, call.books.taxRates, {
      fields: FIELDS,
      updatedAt: () => call.books.details.createdAt,
      id: (rate) => rate.taxType,
    });
    return envelope(call, { TaxRates: listed.elements.map(taxRateOut) });
  },
};

function taxRateOut(rate: TaxRate): JsonObject {
  return {
    Name: rate.name,
    TaxType: rate.taxType,
    ReportTaxType: rate.reportTaxType,
    CanApplyToAssets: rate.appliesTo.includes("ASSET"),
    CanApplyToEquity: rate.appliesTo.includes("EQUITY"),
    CanApplyToExpenses: rate.appliesTo.includes("EXPENSE"),
    CanApplyToLiabilities: rate.appliesTo.includes("LIABILITY"),
    CanApplyToRevenue: rate.appliesTo.includes("REVENUE"),
    DisplayTaxRate: digits(rate.effectiveRate, 4),
    EffectiveRate: digits(rate.effectiveRate, 4),
    Status: rate.status,
    TaxComponents: rate.components.map((component) => ({
      Name: component.name,
      Rate: digits(component.rate, 4),
      IsCompound: component.isCompound,
      IsNonRecoverable: false,
    })),
  };
}

const FIELDS: QueryFields<TaxRate> = {
  Name: { kind: "text", get: (one) => one.name },
  TaxType: { kind: "choice", get: (one) => one.taxType },
  Status: { kind: "choice", get: (one) => one.status },
  EffectiveRate: { kind: "decimal", get: (one) => one.effectiveRate },
  ReportTaxType: { kind: "choice", get: (one) => one.reportTaxType },
};
