import type { LedgerElement, LedgerRequest } from "@counterfoil/core/ports";
import { z } from "zod";
import { readProblem, saysDataDropped } from "./errors.ts";
import type { WrittenKind } from "./send-request.ts";
import {
  wireAllocationElement,
  wireContactElement,
  wireCreditNoteElement,
  wireInvoiceElement,
  wirePaymentElement,
} from "./wire.ts";

/** What we sent, as far as an answer can be checked against it. */
export type SentElement = { xeroId: string | null; number: string | null };

/** In the order in which they were sent, which is the order of the answer. */
export function sentElements(what: WrittenKind, request: LedgerRequest): SentElement[] {
  const body: unknown = JSON.parse(request.body);
  switch (what) {
    case "contact":
      return sentContacts
        .parse(body)
        .Contacts.map((each) => ({ xeroId: each.ContactID ?? null, number: each.ContactNumber ?? null }));
    case "invoice":
      return sentInvoices
        .parse(body)
        .Invoices.map((each) => ({ xeroId: each.InvoiceID ?? null, number: each.InvoiceNumber ?? null }));
    case "credit_note":
      return sentCreditNotes.parse(body).CreditNotes.map((each) => ({
        xeroId: each.CreditNoteID ?? null,
        number: each.CreditNoteNumber ?? null,
      }));
    case "payment": {
      // A deletion names its payment in the path alone.
      const { data } = sentPayments.safeParse(body);
      if (!data) return [{ xeroId: request.path.split("/")[2] ?? null, number: null }];
      return data.Payments.map((each) => ({ xeroId: null, number: each.Reference ?? null }));
    }
    case "allocation":
      // Its answer names it only sometimes; the note it is of stands in the path.
      return [{ xeroId: null, number: null }];
    default:
      return what satisfies never;
  }
}

/** One element of an answer; null when it cannot be what became of `sent`. */
export function decodeElement(
  what: WrittenKind,
  received: unknown,
  sent: SentElement | null,
): LedgerElement | null {
  const element = readElement(what, received);
  if (!element || !sent) return null;
  if (element.number !== null && sent.number !== null && element.number !== sent.number) return null;
  if (element.failed) {
    const problems = element.errors.map(readProblem);
    return {
      ok: false,
      problems: problems.length > 0 ? problems : [readProblem("Refused without a reason.")],
    };
  }
  if (element.xeroId === null || element.xeroId === NO_ID) return null;
  if (sent.xeroId !== null && sent.xeroId.toLowerCase() !== element.xeroId.toLowerCase()) return null;
  return {
    ok: true,
    xeroId: element.xeroId,
    number: element.number,
    name: element.name,
    status: element.status,
    total: element.total,
    totalTax: element.totalTax,
    currencyCode: element.currencyCode,
    date: element.date,
    warnings: element.warnings,
    dataDropped: element.warnings.some(saysDataDropped),
  };
}

type ReadElement = {
  xeroId: string | null;
  number: string | null;
  name: string | null;
  status: string | null;
  total: string | null;
  totalTax: string | null;
  currencyCode: string | null;
  date: string | null;
  failed: boolean;
  errors: string[];
  warnings: string[];
};

function readElement(what: WrittenKind, received: unknown): ReadElement | null {
  switch (what) {
    case "contact": {
      const { data } = wireContactElement.safeParse(received);
      if (!data) return null;
      return {
        xeroId: data.ContactID,
        number: data.ContactNumber,
        name: data.Name,
        status: data.ContactStatus,
        total: null,
        totalTax: null,
        currencyCode: null,
        date: null,
        ...readVerdict(data),
      };
    }
    case "payment": {
      const { data } = wirePaymentElement.safeParse(received);
      if (!data) return null;
      return {
        ...NOTHING,
        xeroId: data.PaymentID,
        number: data.Reference,
        status: data.Status,
        total: data.Amount,
        date: data.Date,
        ...readVerdict(data),
      };
    }
    case "allocation": {
      const { data } = wireAllocationElement.safeParse(received);
      if (!data) return null;
      return {
        ...NOTHING,
        // Xero's own example leaves its id out: the note's stands for it, which is where it is found again.
        xeroId: data.AllocationID ?? data.CreditNote?.CreditNoteID ?? null,
        total: data.Amount,
        ...readVerdict(data),
      };
    }
    case "invoice": {
      const { data } = wireInvoiceElement.safeParse(received);
      return data ? readDocument(data, data.InvoiceID, data.InvoiceNumber) : null;
    }
    case "credit_note": {
      const { data } = wireCreditNoteElement.safeParse(received);
      return data ? readDocument(data, data.CreditNoteID, data.CreditNoteNumber) : null;
    }
    default:
      return what satisfies never;
  }
}

type DocumentElement = z.infer<typeof wireInvoiceElement> | z.infer<typeof wireCreditNoteElement>;

function readDocument(data: DocumentElement, xeroId: string | null, number: string | null): ReadElement {
  const nested = [data.Contact, ...(data.LineItems ?? [])].flatMap((each) => each?.ValidationErrors ?? []);
  const verdict = readVerdict(data);
  return {
    xeroId,
    number,
    name: null,
    status: data.Status,
    total: data.Total,
    totalTax: data.TotalTax,
    currencyCode: data.CurrencyCode,
    date: null,
    ...verdict,
    errors: [...new Set([...verdict.errors, ...nested])],
  };
}

/** A 200 is no success by itself: each of these flags alone says an element was refused. */
function readVerdict(
  data: Pick<
    z.infer<typeof wireContactElement>,
    "StatusAttributeString" | "HasErrors" | "HasValidationErrors" | "ValidationErrors" | "Warnings"
  >,
) {
  return {
    failed:
      data.StatusAttributeString === "ERROR" ||
      data.HasErrors ||
      data.HasValidationErrors ||
      data.ValidationErrors.length > 0,
    errors: data.ValidationErrors,
    warnings: data.Warnings,
  };
}

const NOTHING = {
  number: null,
  name: null,
  status: null,
  totalTax: null,
  currencyCode: null,
  date: null,
} as const;

const sentPayments = z.object({ Payments: z.array(z.object({ Reference: z.string().optional() })) });
const sentContacts = z.object({
  Contacts: z.array(z.object({ ContactID: z.string().optional(), ContactNumber: z.string().optional() })),
});
const sentInvoices = z.object({
  Invoices: z.array(z.object({ InvoiceID: z.string().optional(), InvoiceNumber: z.string().optional() })),
});
const sentCreditNotes = z.object({
  CreditNotes: z.array(
    z.object({ CreditNoteID: z.string().optional(), CreditNoteNumber: z.string().optional() }),
  ),
});

/** What Xero gives a document that it did not create. */
const NO_ID = "00000000-0000-0000-0000-000000000000";
