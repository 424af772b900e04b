import type { Standing } from "./check-books.ts";
import type { Evidence } from "./evidence.ts";
import type { Verdict } from "./verdict.ts";

/** One contact for each customer, one customer for each contact, and none that nobody bought as. */
export function checkContacts(
  { before, after, ours }: Evidence,
  { standing, verdict }: { standing: Standing[]; verdict: Verdict },
): void {
  const names = new Map(after.contacts.map(({ contactId, name }) => [contactId, name]));
  const contactsOf = new Map<string, Set<string>>();
  const customersOf = new Map<string, Set<string>>();
  for (const { expected, contactId } of standing) {
    add(contactsOf, expected.customer, contactId);
    add(customersOf, contactId, expected.customer);
  }
  for (const [customer, contacts] of contactsOf)
    if (contacts.size > 1)
      verdict.duplicate(`customer ${customer} has ${contacts.size} contacts in Xero`, contacts.size - 1);
  for (const [contact, customers] of customersOf)
    if (customers.size > 1)
      verdict.wrong(
        `contact ${names.get(contact)} stands for ${customers.size} customers: ${[...customers].join(", ")}`,
      );

  const old = new Set(before.contacts.map(({ contactId }) => contactId));
  const rows = ours.postings.filter(({ kind, xeroId }) => kind === "contact" && xeroId !== null);
  const seen = new Set<string>();
  for (const { contactId, contactNumber, name } of after.contacts) {
    if (contactNumber !== null && seen.has(contactNumber))
      verdict.duplicate(`contact number ${contactNumber} is in Xero twice`);
    if (contactNumber !== null) seen.add(contactNumber);
    const owners = rows.filter(({ xeroId }) => xeroId === contactId).length;
    if (!old.has(contactId) && owners === 0)
      verdict.wrong(`contact ${name} is in Xero and no customer of ours is it`);
    if (owners > 1) verdict.wrong(`contact ${name} is taken by ${owners} of our customers`);
  }
}

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  map.set(key, (map.get(key) ?? new Set()).add(value));
}
