import { describe, expect, it } from "vitest";
import { contactKey, planContact, withProfile } from "../src/plan/contact.ts";
import type { Policy } from "../src/policy.ts";
import type { SaleCustomer } from "../src/sale.ts";
import { address, customer } from "./sales.ts";
import { ukPolicy } from "./uk.ts";

function plan(one: SaleCustomer, policy: Policy = ukPolicy()) {
  return planContact({ customer: one, key: String(one.magentoId), contactNumber: "ACME-10023", policy });
}

describe("a contact's name", () => {
  it("is the company's or the person's, as the policy says", () => {
    const one = customer({ company: "Engines & Co" });
    expect(plan(one).name).toBe("Engines & Co");
    expect(plan(one, ukPolicy({ customerNamePriority: "person" })).name).toBe("Ada Byron");
    expect(plan(customer()).name).toBe("Ada Byron");
    expect(plan(customer({ firstName: null, lastName: null })).name).toBe("ada@example.com");
    expect(plan(customer({ firstName: " ", lastName: null, email: "" })).name).toBe("Customer ACME-10023");
  });

  it("has what Xero refuses taken out", () => {
    expect(plan(customer({ company: "  <b>Größe</b>\u0000  &  Söhne " })).name).toBe("b Größe /b & Söhne");
    const long = plan(customer({ company: "🫖".repeat(300) }));
    expect(long.name.length).toBeLessThanOrEqual(255);
    expect(long.alternativeNames[0]).toMatch(/ \(C10023\)$/);
    expect(long.alternativeNames.every((name) => name.length <= 255)).toBe(true);
  });

  it("has others to try when it is taken: two customers never become one", () => {
    expect(plan(customer()).alternativeNames).toEqual(["Ada Byron (C10023)", "Ada Byron (ACME-10023)"]);
    const guest = plan(customer({ magentoId: 0 })).alternativeNames;
    expect(guest.slice(0, 2)).toEqual(["Ada Byron (web)", "Ada Byron (web 2)"]);
    expect(new Set(guest).size).toBe(guest.length);
  });
});

describe("a contact's fields", () => {
  it.each([
    ["ada@example.com", "ada@example.com"],
    ["größe@example.com", null],
    ["no address", null],
    ["a@b", null],
    ["", null],
  ])("take the address %s as %s", (email, expected) => {
    expect(plan(customer({ email })).emailAddress).toBe(expected);
  });

  it("print billing and keep shipping, within Xero's lengths", () => {
    const street = ["1", "2", "3", "4", "5".repeat(600)];
    const addresses = [
      address("shipping", { street }),
      address("billing", { countryId: "gb", postcode: "Y".repeat(80) }),
    ];
    const planned = plan(customer({ addresses })).addresses;
    expect(planned.map(({ addressType }) => addressType)).toEqual(["POBOX", "STREET"]);
    expect(planned[0]).toMatchObject({ country: "GB", city: "York" });
    expect(planned[0]?.postalCode.length).toBeLessThanOrEqual(50);
    expect(planned[1]?.addressLine4.length).toBeLessThanOrEqual(500);
    expect(planned[1]?.addressLine4.startsWith("4, 5")).toBe(true);
  });

  it("come from the document where the customer has none saved", () => {
    const planned = planContact({
      customer: customer({ magentoId: 0 }),
      key: "gabc",
      contactNumber: "ACME-gabc",
      policy: ukPolicy(),
      addresses: [address("billing"), null],
    });
    expect(planned.addresses).toHaveLength(1);
  });
});

describe("what a profile tells of a customer who is there", () => {
  const merged = (standing: Partial<SaleCustomer>, profile: Partial<SaleCustomer>) =>
    withProfile(plan(customer(standing)), plan(customer(profile)));

  it("is the newer address, and the person's newer name", () => {
    const after = merged(
      { addresses: [address("billing")] },
      { lastName: "King", addresses: [address("billing", { city: "Leeds" })] },
    );
    expect(after).toMatchObject({
      name: "Ada King",
      alternativeNames: ["Ada King (C10023)", "Ada King (ACME-10023)"],
    });
    expect(after.addresses.map(({ city }) => city)).toEqual(["Leeds"]);
  });

  it("never takes away what only documents know", () => {
    const before = {
      company: "Engines & Co",
      phone: "1",
      addresses: [address("shipping"), address("billing")],
    };
    const after = merged(before, { company: null, phone: null, addresses: [] });
    expect(after).toEqual(plan(customer(before)));
  });
});

describe("whose contact it is", () => {
  const key = (one: SaleCustomer, customerContacts: Policy["customerContacts"]) =>
    contactKey({ customer: one, guestKey: "gabc", policy: ukPolicy({ customerContacts }) });

  it("is each customer's own, the companies', or one for all", () => {
    expect(key(customer(), "each")).toBe("10023");
    expect(key(customer({ magentoId: 0 }), "each")).toBe("gabc");
    expect(key(customer(), "companies")).toBe("web");
    expect(key(customer({ company: "Engines & Co" }), "companies")).toBe("10023");
    expect(key(customer({ company: "Engines & Co" }), "one")).toBe("web");
  });

  it("carries nothing personal when shared", () => {
    const shared = planContact({
      customer: customer(),
      key: "web",
      contactNumber: "ACME-web",
      policy: ukPolicy(),
    });
    expect(shared).toMatchObject({ name: "Web shop customers", emailAddress: null, addresses: [] });
    expect(JSON.stringify(shared)).not.toContain("Ada");
  });
});
