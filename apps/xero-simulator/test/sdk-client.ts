import { AccountingApi, type Contact, CreditNote, Invoice, LineAmountTypes, type LineItem } from "xero-node";
import { UK_ORGANISATION_ID as ORGANISATION } from "../src/seed/united-kingdom.ts";
import { createXeroSimulator } from "../src/server.ts";
import { ALL_SCOPES, signIn } from "./simulator-client.ts";

export type Sdk = Awaited<ReturnType<typeof startSdk>>;

/** The official SDK, nothing changed but its base path, before a simulator with one contact. */
export async function startSdk() {
  const simulator = await createXeroSimulator({ limits: { minute: 100_000, day: 1_000_000 } });
  const origin = await simulator.listen();
  const api = new AccountingApi(`${origin}/api.xro/2.0`);
  api.accessToken = (await signIn(origin, { scope: `${ALL_SCOPES} accounting.attachments` })).access_token;
  const made = await api.createContacts(ORGANISATION, {
    contacts: [
      {
        name: "Acme Ltd",
        contactNumber: "C-1",
        emailAddress: "pay@acme.example",
        contactPersons: [
          { firstName: "A", lastName: "B", emailAddress: "ab@acme.example", includeInEmails: true },
        ],
      },
    ],
  });
  const contact = first(made.body.contacts);
  return { simulator, api, contact };
}

export function invoiceOf(contact: Contact, invoiceNumber: string): Invoice {
  return {
    type: Invoice.TypeEnum.ACCREC,
    contact: { contactID: contact.contactID ?? "" },
    invoiceNumber,
    date: "2026-11-21",
    dueDate: "2026-12-21",
    status: Invoice.StatusEnum.AUTHORISED,
    lineAmountTypes: LineAmountTypes.Exclusive,
    lineItems: [WIDGET],
  };
}

export function noteOf(contact: Contact, creditNoteNumber: string): CreditNote {
  return {
    type: CreditNote.TypeEnum.ACCRECCREDIT,
    contact: { contactID: contact.contactID ?? "" },
    creditNoteNumber,
    date: "2026-11-21",
    status: CreditNote.StatusEnum.AUTHORISED,
    lineAmountTypes: LineAmountTypes.Exclusive,
    lineItems: [WIDGET],
  };
}

const WIDGET: LineItem = {
  description: "Widget",
  quantity: 2,
  unitAmount: 20,
  accountCode: "200",
  taxType: "OUTPUT2",
};

/** The one that is there, or the first of some. */
export function first<T>(list: readonly T[] | undefined): T {
  const [one] = list ?? [];
  if (one === undefined) throw new Error("the list is empty");
  return one;
}
