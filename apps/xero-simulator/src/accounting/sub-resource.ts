import { isGuid } from "../ids.ts";
import { type Books, foldKey } from "../state/books.ts";

/** A path below a document: `/{endpoint}/{key}/History` or `…/Attachments/{rest}`. */
export interface SubResource {
  endpoint: string;
  key: string;
  rest: string[];
}

/** The id of the document a path names, by id or by the number its endpoint looks up. */
export function documentIdOf(books: Books, { endpoint, key }: SubResource): string | undefined {
  const id = isGuid(key) ? key.toLowerCase() : "";
  switch (endpoint) {
    case "Invoices":
      return books.invoices.has(id) ? id : books.index.invoiceByNumber.get(foldKey(key));
    case "CreditNotes":
      return books.creditNotes.has(id) ? id : books.index.creditNoteByNumber.get(foldKey(key));
    case "Contacts":
      return books.contacts.has(id) ? id : books.index.contactByNumber.get(foldKey(key));
    case "Payments":
      return books.payments.has(id) ? id : undefined;
    case "Items":
      return books.items.has(id) ? id : undefined;
    case "Accounts":
      return books.accounts.find((account) => account.accountId === id)?.accountId;
    default:
      return undefined;
  }
}
