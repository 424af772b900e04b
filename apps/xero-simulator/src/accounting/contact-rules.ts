import type { Books, Contact } from "../state/books.ts";
import { foldKey } from "../state/books.ts";

/** Why a contact cannot be stored; messages tagged UNVERIFIED stand in for texts nobody recorded. */
export function contactProblems(books: Books, contact: Contact): string[] {
  const problems: string[] = [];
  const idByName = books.index.contactByActiveName.get(foldKey(contact.name));
  const idByNumber =
    contact.contactNumber === null
      ? undefined
      : books.index.contactByNumber.get(foldKey(contact.contactNumber));

  // RECORDED (xeroizer #380)
  if (contact.name === "") problems.push("Contact Name cannot be empty.");
  // UNVERIFIED texts; the rules are OFFICIAL
  else if (/[<>]/.test(contact.name)) problems.push("The contact name cannot contain the characters < or >.");
  else if (/^\s|\s$|\s{2}/.test(contact.name)) {
    problems.push("The contact name cannot contain leading, trailing or double spaces.");
  }
  // OFFICIAL
  if (contact.status === "ACTIVE" && idByName !== undefined && idByName !== contact.contactId) {
    problems.push(
      `The contact name ${contact.name} is already assigned to another contact. The contact name must be unique across all active contacts.`,
    );
  }
  // REPORTED
  if (idByNumber !== undefined && idByNumber !== contact.contactId) {
    problems.push("Another contact has this contact number. Please enter a different contact number.");
  }
  // REPORTED
  const emails = [contact.emailAddress, ...contact.contactPersons.map((person) => person.emailAddress)];
  if (emails.some((email) => email !== "" && !isEmail(email))) problems.push("Email address must be valid.");
  // UNVERIFIED text; the number is OFFICIAL
  if (contact.contactPersons.length > 5) problems.push("A contact can have a maximum of 5 contact persons.");
  // REPORTED
  if (
    contact.defaultCurrency !== null &&
    !books.currencies.some((one) => one.code === contact.defaultCurrency)
  ) {
    problems.push(`Organisation is not subscribed to currency ${contact.defaultCurrency}`);
  }
  return [...problems, ...lengthProblems(contact), ...countryProblems(contact), ...termProblems(contact)];
}

/** Plain ASCII only: Xero refuses umlauts in addresses. */
function isEmail(text: string): boolean {
  return /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/.test(text);
}

function lengthProblems(contact: Contact): string[] {
  const limits: [string, string, number][] = [
    ["Name", contact.name, 255],
    ["FirstName", contact.firstName, 255],
    ["LastName", contact.lastName, 255],
    ["EmailAddress", contact.emailAddress, 255],
    ["ContactNumber", contact.contactNumber ?? "", 50],
    ["AccountNumber", contact.accountNumber ?? "", 50],
    ["CompanyNumber", contact.companyNumber, 50],
    ["TaxNumber", contact.taxNumber, 50],
    ...contact.addresses.flatMap((address): [string, string, number][] => [
      ...address.lines.map((line, index): [string, string, number] => [`AddressLine${index + 1}`, line, 500]),
      ["City", address.city, 255],
      ["Region", address.region, 255],
      ["AttentionTo", address.attentionTo, 255],
      ["PostalCode", address.postalCode, 50],
      ["Country", address.country, 50],
    ]),
    ...contact.phones.flatMap((phone): [string, string, number][] => [
      ["PhoneNumber", phone.number, 50],
      ["PhoneAreaCode", phone.areaCode, 10],
      ["PhoneCountryCode", phone.countryCode, 20],
    ]),
  ];
  return limits.filter(([, text, max]) => text.length > max).map(([field, , max]) => tooLong(field, max));
}

/** UNVERIFIED text; the lengths are OFFICIAL. */
export function tooLong(field: string, max: number): string {
  return `The field ${field} must be a string with a maximum length of ${max}.`;
}

/** A day of a month, or a number of days after the bill. UNVERIFIED text and bounds. */
function termProblems(contact: Contact): string[] {
  return [contact.salesTerms, contact.billsTerms].flatMap((term) => {
    if (term === null) return [];
    const [least, most] = term.type.startsWith("DAYSAFTER") ? [0, 999] : [1, 31];
    const isDay = Number.isInteger(term.day) && term.day >= least && term.day <= most;
    return isDay ? [] : [`The Day of a payment term must be between ${least} and ${most}.`];
  });
}

/** UNVERIFIED text; the rule is OFFICIAL. */
function countryProblems(contact: Contact): string[] {
  const isBad = contact.addresses.some((address) => !/^[\p{L}\s.'()-]*$/u.test(address.country));
  return isBad ? ["The Country field of an address may contain letters only."] : [];
}
