import { money, moneyText } from "@counterfoil/core/money";
import type { DocumentPlan } from "@counterfoil/core/plan/document-plan";
import { planPayment } from "@counterfoil/core/plan/payment";
import type { InvoiceSale, PaymentSale } from "@counterfoil/core/sale";
import type { PlanSettings } from "./plan-settings.ts";
import type { PlannedDocument } from "./planned-document.ts";
import { type About, inOrder, stopped } from "./shape-plan.ts";

/** A payment has no lines: its amount goes to the account of its method, once its invoice is there. */
export function planPaymentDocument(
  sale: PaymentSale,
  input: {
    about: About;
    settings: PlanSettings;
    /** Where the file has it. */
    invoice: { sale: InvoiceSale; plan: DocumentPlan } | null;
    mark: string;
  },
): PlannedDocument {
  const { about, settings, invoice, mark } = input;
  const number = sale.invoiceIncrementId;
  if (invoice && !("draft" in invoice.plan))
    return stopped(about, { outcome: "hold", reason: "waiting_for_invoice", params: { number } });
  const posted = invoice && "draft" in invoice.plan ? invoice.plan.draft : null;
  const due = posted?.total ?? sale.amount;
  if (money(sale.amount).toDecimalPlaces(2).gt(due))
    return stopped(about, {
      outcome: "hold",
      reason: "payment_more_than_due",
      params: { amount: moneyText(sale.amount), due },
    });
  const plan = planPayment({
    invoice: {
      number,
      date: posted ? posted.date : sale.capturedAt.slice(0, 10),
      currencyCode: sale.currency,
      orderNumber: invoice?.sale.orderIncrementId ?? "",
      method: sale.method,
      amount: sale.amount,
      gatewayTransactionId: sale.gatewayTransactionId,
      paidAt: sale.capturedAt,
    },
    policy: settings.policy,
    reference: settings.reference,
    mark,
  });
  if (plan.outcome !== "post") return stopped(about, plan);
  const { amount: total, accountId } = plan.draft;
  const explanation = [`The payment of invoice ${number} by ${sale.method}, to account ${accountId}.`];
  const difference = "0.00";
  return inOrder({ ...about, outcome: "post", reason: null, total, difference, lines: [], explanation });
}
