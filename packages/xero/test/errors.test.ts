import { expect, test } from "vitest";
import { documentLink } from "../src/document-link.ts";
import { readProblem, saysDataDropped, saysKeyReused } from "../src/errors.ts";

test.each([
  ["Invoice # must be unique.", "number_taken"],
  ["Credit Note # must be unique.", "number_taken"],
  [
    "The contact name acme ltd is already assigned to another contact. The contact name must be unique across all active contacts.",
    "contact_name_taken",
  ],
  [
    "Another contact has this contact number. Please enter a different contact number.",
    "contact_number_taken",
  ],
  [
    "The specified contact details matched an archived contact. Archived contacts cannot currently be edited via the API.",
    "contact_archived",
  ],
  ["Unknown contact details, please provide a valid ContactID or Contact Number", "contact_unknown"],
  ["A Contact must be specified for this type of transaction", "contact_unknown"],
  ["Account code '9999' is not a valid code for this document.", "account_invalid"],
  [
    "Account code '210' has been archived, or has been deleted. Each line item must reference a valid account.",
    "account_archived",
  ],
  ["The TaxType code FOO does not exist or cannot be used for this type of transaction.", "tax_type_invalid"],
  ["The TaxType code 'INPUT2' cannot be used with account code '200'.", "tax_type_not_allowed_on_account"],
  ["Tax amount 52.23 is incorrect for INPUT2 tax type, should be 52.28", "tax_amount_refused"],
  ["Organisation is not subscribed to currency USD", "currency_not_enabled"],
  ["The document date cannot be before the period lock date", "period_locked"],
  [
    "The document date cannot be before the end of year lock date, currently set at 31 March 2026",
    "period_locked",
  ],
  ["You have reached the limit of invoices you can approve", "plan_limit"],
  ["Account could not be found", "account_invalid"],
  ["Account code '200' cannot receive payments.", "account_invalid"],
  ["Payment amount exceeds the amount outstanding on this document", "more_than_due"],
  ["Credit Note cannot be allocated as amount is greater than amount outstanding", "more_than_due"],
  ["Credit Note cannot be allocated to an invoice of a different contact", "other_contact"],
  ["The invoice you are trying to allocate to has already been paid off", "already_settled"],
  ["Payments can only be made against Authorised documents", "document_not_authorised"],
  ["The invoice you are trying to allocate to is not authorised", "document_not_authorised"],
  ["Invoice not of valid status for modification", "already_gone"],
  ["Payment not of valid status for modification", "already_gone"],
  ["This document cannot be edited as it has a payment or credit note allocated to it.", "not_modifiable"],
  [
    "The status VOIDED cannot be applied to the invoice because it has payments or credit notes allocated to it.",
    "not_modifiable",
  ],
  ["  Invoice #  must be\nunique. ", "number_taken"],
  ["Invoice not of valid status for creation", "other"],
  ["Something Xero has never said before", "other"],
])("%s means %s", (message, meaning) => {
  expect(readProblem(message).meaning).toBe(meaning);
});

test("a removed account is a loss, a refused e-mail flag is not", () => {
  expect(
    saysDataDropped("Account code '600' has been removed as it does not match a recognised account."),
  ).toBe(true);
  expect(saysDataDropped("Only AUTHORISED invoices may have SentToContact updated.")).toBe(false);
});

test("a key that was used for something else is recognised by its text", () => {
  expect(saysKeyReused("Idempotency Key: 3c1f is used with a different request.")).toBe(true);
  expect(saysKeyReused("A validation exception occurred")).toBe(false);
});

test("a document's link switches to its organisation first", () => {
  expect(documentLink({ what: "invoice", xeroId: "ed25", shortCode: "!mBdtL" })).toBe(
    "https://go.xero.com/organisationlogin/default.aspx?shortcode=!mBdtL&redirecturl=/AccountsReceivable/View.aspx?InvoiceID=ed25",
  );
  expect(documentLink({ what: "credit_note", xeroId: "7be5", shortCode: null })).toBe(
    "https://go.xero.com/AccountsReceivable/ViewCreditNote.aspx?creditNoteID=7be5",
  );
});
