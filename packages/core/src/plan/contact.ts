import type { ContactDraft } from "../draft.ts";
import type { Policy } from "../policy.ts";
import type { SaleAddress, SaleCustomer } from "../sale.ts";
import { cut, plainText } from "./text.ts";

type ContactPolicy = Pick<Policy, "customerContacts" | "customerNamePriority">;

/**
 * Whose contact a customer's documents go to: the customer's own (id or guest key), or a shared one where the policy puts
 * private buyers, or everybody, into one contact.
 */
export function contactKey(input: {
  customer: SaleCustomer;
  guestKey: string;
  policy: ContactPolicy;
}): string {
  const { customer, guestKey, policy } = input;
  const own = customer.magentoId === 0 ? guestKey : String(customer.magentoId);
  switch (policy.customerContacts) {
    case "each":
      return own;
    case "companies":
      return isCompany(customer) ? own : SHARED_KEY;
    case "one":
      return SHARED_KEY;
  }
}

/** The key of the contact that several customers share. */
export const SHARED_KEY = "web";

/** Plans the contact. A shared one carries nothing personal. */
export function planContact(input: {
  customer: SaleCustomer;
  /** From contactKey. */
  key: string;
  /** Store code and key. */
  contactNumber: string;
  policy: ContactPolicy;
  /** The document's own addresses, where the customer has none saved. */
  addresses?: readonly (SaleAddress | null)[];
}): ContactDraft {
  const { customer, key, contactNumber, policy } = input;
  if (key === SHARED_KEY) return sharedContact(contactNumber);
  const name = contactName(customer, { policy, contactNumber });
  const labels =
    customer.magentoId === 0
      ? ["web", ...Array.from({ length: 8 }, (_, index) => `web ${index + 2}`)]
      : [`C${customer.magentoId}`];
  return {
    kind: "contact",
    contactNumber,
    name,
    alternativeNames: [...labels, contactNumber].map((label) => labelled(name, label)),
    firstName: optional(customer.firstName, 255),
    lastName: optional(customer.lastName, 255),
    emailAddress: emailOf(customer.email),
    phone: optional(customer.phone, 50),
    addresses: addressesOf([...customer.addresses, ...(input.addresses ?? [])]),
  };
}

/**
 * What stands, with what a profile tells of the same customer. Profiles lack companies and often addresses, which only
 * documents have: those stay, and so does a name that was not the person's.
 */
export function withProfile(standing: ContactDraft, profile: ContactDraft): ContactDraft {
  const isNamedByPerson =
    standing.name === nameText([standing.firstName, standing.lastName].filter(Boolean).join(" "));
  const { name, alternativeNames } = isNamedByPerson ? profile : standing;
  const kept = standing.addresses.filter(
    ({ addressType }) => !profile.addresses.some((address) => address.addressType === addressType),
  );
  return {
    ...profile,
    name,
    alternativeNames,
    firstName: profile.firstName ?? standing.firstName,
    lastName: profile.lastName ?? standing.lastName,
    emailAddress: profile.emailAddress ?? standing.emailAddress,
    phone: profile.phone ?? standing.phone,
    addresses: [...profile.addresses, ...kept].toSorted((a, b) => a.addressType.localeCompare(b.addressType)),
  };
}

function contactName(
  customer: SaleCustomer,
  input: { policy: ContactPolicy; contactNumber: string },
): string {
  const company = nameText(customer.company);
  const person = nameText([customer.firstName, customer.lastName].filter(Boolean).join(" "));
  const inOrder = input.policy.customerNamePriority === "company" ? [company, person] : [person, company];
  return (
    [...inOrder, nameText(customer.email)].find((name) => name !== "") ?? `Customer ${input.contactNumber}`
  );
}

/** Xero's names: no angle brackets, no blanks at the ends or doubled, at most 255. */
function nameText(text: string | null): string {
  return plainText((text ?? "").replace(/[<>]/g, " "), { max: MAX_NAME });
}

function labelled(name: string, label: string): string {
  const suffix = ` (${label})`;
  return cut(name, MAX_NAME - suffix.length) + suffix;
}

/** Xero refuses addresses with umlauts and the like: such a one is left out rather than the customer. */
function emailOf(email: string): string | null {
  const trimmed = email.trim();
  const isTaken =
    trimmed.length <= 255 &&
    /^[\x21-\x7e]+$/.test(trimmed) &&
    /^[^\s@<>()",;:]+@[^\s@<>()",;:]+\.[^\s@<>()",;:.]+$/.test(trimmed);
  return isTaken ? trimmed : null;
}

/** Billing is what Xero prints (POBOX); shipping is STREET. The first of each kind counts. */
function addressesOf(addresses: readonly (SaleAddress | null)[]): ContactDraft["addresses"] {
  const kinds = [
    { kind: "billing", addressType: "POBOX" },
    { kind: "shipping", addressType: "STREET" },
  ] as const;
  return kinds.flatMap(({ kind, addressType }) => {
    const address = addresses.find((candidate) => candidate?.kind === kind);
    return address ? [{ addressType, ...addressFields(address) }] : [];
  });
}

function addressFields(address: SaleAddress) {
  const [line1 = "", line2 = "", line3 = "", ...rest] = address.street.map((line) =>
    plainText(line, { max: 500 }),
  );
  return {
    addressLine1: line1,
    addressLine2: line2,
    addressLine3: line3,
    addressLine4: plainText(rest.join(", "), { max: 500 }),
    city: plainText(address.city, { max: 255 }),
    region: plainText(address.region ?? "", { max: 255 }),
    postalCode: plainText(address.postcode ?? "", { max: 50 }),
    // Xero takes letters only; names such as "Côte d’Ivoire" would be refused, the code never is.
    country: /^[A-Za-z]{2}$/.test(address.countryId) ? address.countryId.toUpperCase() : "",
  };
}

function sharedContact(contactNumber: string): ContactDraft {
  const name = "Web shop customers";
  return {
    kind: "contact",
    contactNumber,
    name,
    alternativeNames: [labelled(name, contactNumber)],
    firstName: null,
    lastName: null,
    emailAddress: null,
    phone: null,
    addresses: [],
  };
}

function isCompany(customer: SaleCustomer): boolean {
  return nameText(customer.company) !== "";
}

function optional(text: string | null, max: number): string | null {
  const plain = plainText(text ?? "", { max });
  return plain === "" ? null : plain;
}

const MAX_NAME = 255;
