import type { Schema } from "./openapi-document.ts";

/** Fields of Xero's answers that the specification does not mark as read-only. */
const ANSWER_ONLY = new Set([
  "HasErrors",
  "HasValidationErrors",
  "StatusAttributeString",
  "ValidationErrors",
  "Warnings",
  "HasAttachments",
  "AppliedAmount",
  "RemainingCredit",
  "MergedToContactID",
  "IsCustomer",
  "IsSupplier",
  "Balances",
]);

/** Documents inside documents: sent as a reference, never whole, which is also what makes the specification's cycles end. */
const REFERENCES: Record<string, readonly string[]> = {
  Invoice: ["InvoiceID", "InvoiceNumber"],
  CreditNote: ["CreditNoteID", "CreditNoteNumber"],
  Prepayment: ["PrepaymentID"],
  Overpayment: ["OverpaymentID"],
  BatchPayment: ["BatchPaymentID"],
  Contact: ["ContactID", "ContactNumber", "Name"],
  Account: ["AccountID", "Code"],
};

/** Back references that no request carries. */
const BACK_REFERENCES = new Set(["Payments", "CreditNotes", "Prepayments", "Overpayments", "Allocations"]);

/** The specification's schemas as a request must be: closed, without what only Xero writes, documents inside by reference. */
export function requestSchemas(schemas: Record<string, Schema>): Record<string, Schema> {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, closed(schema)]));
}

function closed(schema: Schema): Schema {
  if (schema.items) return { ...schema, items: closed(schema.items) };
  if (!schema.properties) return schema;
  const isDocument = "LineItems" in schema.properties;
  const kept = Object.entries(schema.properties).filter(
    ([name, property]) =>
      property.readOnly !== true && !ANSWER_ONLY.has(name) && !(isDocument && BACK_REFERENCES.has(name)),
  );
  return {
    ...schema,
    properties: Object.fromEntries(kept.map(([name, property]) => [name, reference(name, property)])),
    additionalProperties: false,
  };
}

function reference(name: string, property: Schema): Schema {
  const names = property.$ref === undefined ? undefined : REFERENCES[name];
  if (!names) return closed(property);
  return {
    type: "object",
    properties: Object.fromEntries(names.map((one) => [one, { type: "string", minLength: 1 }])),
    additionalProperties: false,
    minProperties: 1,
  };
}

interface Need {
  /** The array of the envelope, or null where the body is the object itself. */
  envelope: string | null;
  required: readonly string[];
  schema?: Schema;
}

const LINES: Schema = { type: "array", minItems: 1, items: { required: ["Description"] } };
const APPROVED_NEEDS_DATES: Schema = {
  if: { properties: { Status: { const: "AUTHORISED" } }, required: ["Status"] },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: { required: ["Date", "DueDate"] },
};

const NEW_INVOICE: Need = {
  envelope: "Invoices",
  required: ["Type", "Contact", "LineItems"],
  schema: { properties: { LineItems: LINES }, ...APPROVED_NEEDS_DATES },
};
const NEW_CREDIT_NOTE: Need = { envelope: "CreditNotes", required: ["Type", "Contact"] };
const NEW_CONTACT: Need = { envelope: "Contacts", required: ["Name"] };
const PAYMENT = ["Account", "Date", "Amount"];
const DOCUMENT_OF_PAYMENT: Schema = {
  oneOf: ["Invoice", "CreditNote", "Prepayment", "Overpayment"].map((name) => ({ required: [name] })),
};

/** What each call truly needs, by the specification's operationId; the specification itself requires next to nothing. */
const NEEDS: Record<string, Need> = {
  createInvoices: NEW_INVOICE,
  updateOrCreateInvoices: { envelope: "Invoices", required: [] },
  updateInvoice: { envelope: "Invoices", required: ["InvoiceID"] },
  createCreditNotes: NEW_CREDIT_NOTE,
  updateOrCreateCreditNotes: { envelope: "CreditNotes", required: [] },
  updateCreditNote: { envelope: "CreditNotes", required: ["CreditNoteID"] },
  createContacts: NEW_CONTACT,
  updateOrCreateContacts: { envelope: "Contacts", required: [] },
  updateContact: { envelope: "Contacts", required: ["ContactID"] },
  createPayments: { envelope: "Payments", required: PAYMENT, schema: DOCUMENT_OF_PAYMENT },
  createPayment: { envelope: null, required: PAYMENT, schema: DOCUMENT_OF_PAYMENT },
  deletePayment: { envelope: null, required: ["Status"] },
  createCreditNoteAllocation: { envelope: "Allocations", required: ["Amount", "Date", "Invoice"] },
};

/** The schema of required fields for a call, to be met beside the specification's own; null where we add nothing. */
export function requiredFor(operationId: string): Schema | null {
  const need = NEEDS[operationId];
  if (!need) return null;
  const element: Schema = { ...need.schema, required: [...need.required] };
  if (need.envelope === null) return element;
  return {
    required: [need.envelope],
    properties: { [need.envelope]: { type: "array", minItems: 1, items: element } },
  };
}
