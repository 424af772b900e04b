import type { Contact } from "../state/books.ts";
import type { Fields } from "../wire/fields.ts";
import type { AccountingCall } from "./accounting-call.ts";
import { ARCHIVED_CONTACT, createContact, findContact, updateContact } from "./write-contact.ts";

/**
 * Who a document is for. A ContactID or ContactNumber must exist; a name alone finds the active
 * contact of that name or makes one. Further fields update the contact, as Xero does.
 */
export function documentContact(
  call: AccountingCall,
  document: Fields,
): { contact: Contact } | { errors: string[] } {
  const fields = document.fields("Contact");
  if (!fields || fields.names().length === 0) {
    // RECORDED (pyxero's tests against the live API)
    return { errors: ["A Contact must be specified for this type of transaction"] };
  }
  const id = fields.guid("ContactID");
  const name = fields.text("Name");
  if (id === undefined && !fields.text("ContactNumber") && !name) {
    // UNVERIFIED text
    return {
      errors: [
        "The Contact must contain at least 1 of the following elements to identify the contact: Name, ContactID, ContactNumber",
      ],
    };
  }

  const context = { books: call.books, journal: call.journal, now: call.now };
  const found = findContact(call.books, fields);
  if (!found) {
    if (id !== undefined || !name) {
      // REPORTED (a user's real log)
      return { errors: ["Unknown contact details, please provide a valid ContactID or Contact Number"] };
    }
    const created = createContact(context, fields);
    return "errors" in created ? { errors: created.errors } : { contact: created.contact };
  }
  if (found.status === "ARCHIVED") return { errors: [ARCHIVED_CONTACT] };
  if (!changesContact(fields)) return { contact: found };
  const updated = updateContact(context, found, fields);
  return "errors" in updated ? { errors: updated.errors } : { contact: updated.contact };
}

const IDENTIFIERS = new Set(["contactid", "contactnumber"]);
// What answers carry and callers echo back; none of it can be written.
const READ_ONLY = new Set([
  "updateddateutc",
  "hasattachments",
  "hasvalidationerrors",
  "contactgroups",
  "balances",
  "iscustomer",
  "issupplier",
]);

function changesContact(fields: Fields): boolean {
  const telling = fields.names().filter((name) => !IDENTIFIERS.has(name) && !READ_ONLY.has(name));
  const isNameAlone = telling.length === 1 && telling[0] === "name" && fields.guid("ContactID") === undefined;
  return telling.length > 0 && !(isNameAlone && !fields.has("ContactNumber"));
}
