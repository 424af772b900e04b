import { describe, expect, it } from "vitest";
import { accountingDay, addDays, firstOpenDay, isLocked, zoneOfXero } from "../src/accounting-day.ts";
import { accepts, eligibility, overlaps, routeEvent } from "../src/eligibility.ts";
import { policySchema } from "../src/policy.ts";
import { invoice, line } from "./sales.ts";

describe("filters", () => {
  it("accepts everything when both are empty, and needs both otherwise", () => {
    const filters = { websiteFilter: [1], storeFilter: [3] };
    expect(accepts({ websiteFilter: [], storeFilter: [] }, { websiteId: null, storeViewId: null })).toBe(
      true,
    );
    expect(accepts(filters, { websiteId: 1, storeViewId: 3 })).toBe(true);
    expect(accepts(filters, { websiteId: 1, storeViewId: 4 })).toBe(false);
    expect(accepts(filters, { websiteId: 2, storeViewId: 3 })).toBe(false);
  });

  it("lets website 0 pass only through its store view", () => {
    expect(accepts({ websiteFilter: [1], storeFilter: [] }, { websiteId: 0, storeViewId: 3 })).toBe(false);
    expect(accepts({ websiteFilter: [1], storeFilter: [3] }, { websiteId: 0, storeViewId: 3 })).toBe(true);
  });

  it("sees where two bindings would both take a store view", () => {
    expect(overlaps({ websiteFilter: [], storeFilter: [1] }, { websiteFilter: [], storeFilter: [2] })).toBe(
      false,
    );
    expect(overlaps({ websiteFilter: [], storeFilter: [] }, { websiteFilter: [], storeFilter: [2] })).toBe(
      true,
    );
  });
});

describe("routing", () => {
  const binding = (name: string, changes: object) => ({ name, policy: policySchema.parse(changes) });
  const uk = binding("uk", { storeFilter: [1] });
  const eu = binding("eu", { storeFilter: [2], syncCustomers: true });

  it("sends a document to the one binding that accepts it", () => {
    const route = routeEvent({ about: "invoice", websiteId: 1, storeViewId: 2 }, [uk, eu]);
    expect(route).toEqual({ kind: "accepted", bindings: [eu] });
  });

  it("shows what nobody accepts on the first binding", () => {
    const route = routeEvent({ about: "creditmemo", websiteId: 1, storeViewId: 9 }, [uk, eu]);
    expect(route).toEqual({ kind: "refused", binding: uk });
    expect(routeEvent({ about: "invoice", websiteId: 1, storeViewId: 1 }, [])).toEqual({ kind: "unrouted" });
  });

  it("sends customers to every binding that syncs them", () => {
    const route = routeEvent({ about: "customer", websiteId: 1, storeViewId: null }, [uk, eu]);
    expect(route).toEqual({ kind: "accepted", bindings: [eu] });
  });
});

describe("what policy leaves out", () => {
  it("leaves out what was raised before syncing starts", () => {
    const sale = invoice({ createdAt: "2026-09-30T22:59:59Z" });
    const policy = policySchema.parse({ syncSince: "2026-10-01T00:00:00+01:00" });
    expect(eligibility({ sale, policy })?.reason).toBe("outside_sync_since");
    expect(eligibility({ sale: invoice({ createdAt: "2026-09-30T23:00:00Z" }), policy })).toBeNull();
  });

  it("leaves out unpaid invoices only when asked to", () => {
    const sale = invoice({ state: "open" });
    expect(eligibility({ sale, policy: policySchema.parse({}) })).toBeNull();
    expect(eligibility({ sale, policy: policySchema.parse({ syncUnpaidInvoices: false }) })?.reason).toBe(
      "unpaid_invoice",
    );
  });

  it("calls zero value what has no line with value, not what store credit paid", () => {
    const policy = policySchema.parse({ syncZeroValueInvoices: false });
    const sample = invoice({ lines: [line({ net: "0", tax: "0" })], grandTotal: "0.0000" });
    const storeCredit = invoice({ grandTotal: "0.0000" });
    expect(eligibility({ sale: sample, policy })?.reason).toBe("zero_value_invoice");
    expect(eligibility({ sale: storeCredit, policy })).toBeNull();
  });
});

describe("accounting days", () => {
  it("is the store's day, summer and winter", () => {
    expect(accountingDay("2026-07-31T23:30:00Z", "Europe/London")).toBe("2026-08-01");
    expect(accountingDay("2026-10-31T23:30:00Z", "Europe/London")).toBe("2026-10-31");
    expect(accountingDay("2026-10-31T23:30:00Z", "Pacific/Auckland")).toBe("2026-11-01");
    expect(accountingDay("2026-11-01T02:00:00Z", "America/New_York")).toBe("2026-10-31");
    expect(() => accountingDay("", "UTC")).toThrow(RangeError);
  });

  it("adds days over months and leap years", () => {
    expect(addDays("2028-02-28", 1)).toBe("2028-02-29");
    expect(addDays("2026-12-25", 14)).toBe("2027-01-08");
  });

  it("locks up to and with the later lock date", () => {
    const lock = { periodLockDate: "2026-09-30", endOfYearLockDate: "2026-03-31" };
    expect(isLocked("2026-09-30", lock)).toBe(true);
    expect(isLocked("2026-10-01", lock)).toBe(false);
    expect(firstOpenDay("2026-01-15", lock)).toBe("2026-10-01");
    expect(firstOpenDay("2026-11-15", lock)).toBe("2026-11-15");
    expect(isLocked("2020-01-01", { periodLockDate: null, endOfYearLockDate: null })).toBe(false);
  });

  it("knows Xero's names of zones", () => {
    expect(zoneOfXero("GMTSTANDARDTIME")).toBe("Europe/London");
    expect(zoneOfXero("AUSEASTERNSTANDARDTIME")).toBe("Australia/Sydney");
    expect(zoneOfXero("MARSSTANDARDTIME")).toBeNull();
    expect(zoneOfXero(null)).toBeNull();
  });
});
