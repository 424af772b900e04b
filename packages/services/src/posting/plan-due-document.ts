import { createHash } from "node:crypto";
import { accountingDay } from "@counterfoil/core/accounting-day";
import { draftSchema, type InvoiceDraft } from "@counterfoil/core/draft";
import { contactNumber, guestKey, markOf } from "@counterfoil/core/identity";
import { contactKey, planContact } from "@counterfoil/core/plan/contact";
import { planCreditNote } from "@counterfoil/core/plan/credit-note";
import type { DocumentPlan } from "@counterfoil/core/plan/document-plan";
import { planInvoice } from "@counterfoil/core/plan/invoice";
import type { Policy } from "@counterfoil/core/policy";
import type { ReferenceData } from "@counterfoil/core/reference";
import type { DocumentSale, InvoiceSale } from "@counterfoil/core/sale";
import type { PlannedContact } from "../contact/save-contacts.ts";
import type { DueDocument } from "./list-due-documents.ts";
import { type Decisions, undecided } from "./read-decisions.ts";

export type PlannedDocument = {
  plan: DocumentPlan;
  mark: string;
  /** The accounting day, YYYY-MM-DD. */
  day: string;
  contact: PlannedContact;
};

/** What a fetched document becomes under its binding's settings. Pure but for hashing. */
export function planDueDocument(input: {
  document: Pick<
    DueDocument,
    "environment" | "xeroTenantId" | "kind" | "magentoId" | "magentoStoreId" | "createdAt"
  >;
  storeId: string;
  storeCode: string;
  guestSecret: string;
  /** Of a guest: the registered customer whose e-mail it is, if any. */
  customerId: number | null;
  publicUrl: string;
  sale: DocumentSale;
  parent: InvoiceSale | null;
  parentPosted: InvoiceDraft | null;
  policy: Policy;
  reference: ReferenceData;
  acceptsTaxAmounts: boolean;
  /** None unless told. */
  decisions?: Decisions;
}): PlannedDocument {
  const { document, storeId, sale, policy, reference, decisions = undecided } = input;
  const identity = { environment: document.environment, xeroTenantId: document.xeroTenantId, storeId };
  const kind = document.kind === "invoice" ? ("invoice" as const) : ("credit_note" as const);
  const mark = markOf({ ...identity, kind, magentoKey: String(document.magentoId) });
  const context = {
    storeCode: input.storeCode,
    storeViewId: sale.kind === "invoice" ? sale.storeId : document.magentoStoreId,
    url: `${input.publicUrl}/d/${mark}`,
    mark,
    createdAt: document.createdAt.toISOString(),
    acceptsTaxAmounts: input.acceptsTaxAmounts,
    ...(decisions.isOnFirstOpenDay && { isMovedToFirstOpenDay: true }),
    ...(decisions.ownNumber !== null && { number: decisions.ownNumber }),
  };
  const plan: DocumentPlan =
    sale.kind === "invoice"
      ? planInvoice({ sale, policy, reference, context })
      : planCreditNote({
          sale,
          parent: { sale: input.parent, posted: input.parentPosted },
          policy,
          reference,
          context,
        });

  // What is read again before it is sent must be readable then: here it is this document's trouble, there everybody's.
  if ("draft" in plan) draftSchema.parse(plan.draft);

  const isKnownGuest = sale.customer.magentoId === 0 && input.customerId !== null;
  const customer = isKnownGuest ? { ...sale.customer, magentoId: input.customerId ?? 0 } : sale.customer;
  // A guest without an address is nobody we could know again: the document itself is the key.
  const guest = customer.email.trim() === "" ? `${sale.kind}:${sale.magentoId}` : customer.email;
  const key = contactKey({ customer, guestKey: guestKey(input.guestSecret, guest), policy });
  const addresses = sale.kind === "invoice" ? [sale.billingAddress, sale.shippingAddress] : [];
  const draft = planContact({
    customer,
    key,
    contactNumber: contactNumber(input.storeCode, key),
    policy,
    addresses,
  });
  return {
    plan,
    mark,
    day: accountingDay(sale.createdAt || document.createdAt, policy.storeTimezone),
    contact: {
      key,
      mark: markOf({ ...identity, kind: "contact", magentoKey: key }),
      draft,
      hash: createHash("sha256").update(JSON.stringify(draft)).digest("hex"),
      makesOnly: sale.kind === "creditmemo" || isKnownGuest,
    },
  };
}
