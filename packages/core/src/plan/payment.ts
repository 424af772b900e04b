import { accountingDay, firstOpenDay, isLocked, lockDate } from "../accounting-day.ts";
import type { PaymentDraft } from "../draft.ts";
import { cents, money, moneyText } from "../money.ts";
import { isGateway } from "../payment-method.ts";
import type { Policy } from "../policy.ts";
import { canTakePayments } from "../propose-policy.ts";
import type { ReasonParams, SkipCode } from "../reasons.ts";
import type { ReferenceData } from "../reference.ts";
import { type Hold, hold, isHold } from "./document-plan.ts";
import { MAX_NUMBER, plainText } from "./text.ts";

export type PaymentPlan =
  | { outcome: "post"; draft: PaymentDraft }
  | Hold
  | { outcome: "skip"; reason: SkipCode; params: ReasonParams };

/** An invoice that Magento calls paid. Amounts in the invoice's currency; `paidAt` is the event's instant, UTC. */
export type PaidInvoice = {
  /** As planned for Xero. */
  number: string;
  date: string;
  currencyCode: string;
  orderNumber: string;
  method: string | null;
  amount: string;
  gatewayTransactionId: string | null;
  paidAt: string;
};

type MoneyMove = "payment" | "refund";

/** Whether and how a payment is recorded: by the policy's account for its method. Magento's "paid" is not money for methods that are no gateways. */
export function planPayment(input: {
  invoice: PaidInvoice;
  policy: Policy;
  reference: ReferenceData;
  mark: string;
}): PaymentPlan {
  const { invoice, policy, reference, mark } = input;
  const { method } = invoice;
  const amount = cents(money(invoice.amount));
  if (!amount.gt(0)) return { outcome: "skip", reason: "nothing_to_pay", params: {} };
  const accountId = paymentAccountOf(method, policy);
  if (accountId === null)
    return { outcome: "skip", reason: "payment_left_to_bank", params: { method: methodName(method) } };
  if (accountId === undefined)
    return { outcome: "skip", reason: "payment_method_not_mapped", params: { method: methodName(method) } };
  const problem = paymentAccountProblem(accountId, { method, reference, of: "payment" });
  if (problem) return problem;
  const paidOn = accountingDay(invoice.paidAt, policy.storeTimezone);
  const date = moneyDay([paidOn, invoice.date], { policy, reference, of: "payment" });
  if (isHold(date)) return date;
  return {
    outcome: "post",
    draft: {
      kind: "payment",
      accountId,
      date: date.day,
      amount: moneyText(amount, 2),
      currencyCode: invoice.currencyCode,
      reference: moneyReference([invoice.gatewayTransactionId, invoice.orderNumber, invoice.number], mark),
    },
  };
}

/** The AccountID, null for "I reconcile this from the bank", undefined where nobody has chosen. The default is for gateways alone. */
export function paymentAccountOf(method: string | null, policy: Policy): string | null | undefined {
  if (method === null) return undefined;
  if (Object.hasOwn(policy.paymentMethodMap, method)) return policy.paymentMethodMap[method];
  if (!isGateway(method)) return undefined;
  return policy.defaultPaymentAccountId ?? undefined;
}

/** Why no payment can go to this account, or null: it must be active, and a bank account or one that says it takes payments. */
export function paymentAccountProblem(
  accountId: string,
  input: { method: string | null; reference: ReferenceData; of: MoneyMove },
): Hold | null {
  const account = input.reference.accounts.find((each) => each.accountId === accountId);
  const params = {
    code: account ? (account.code ?? account.name) : null,
    purpose: `payments by ${methodName(input.method)}`,
    of: input.of,
  };
  if (account?.status === "ARCHIVED") return hold("account_archived", params);
  return account && canTakePayments(account) ? null : hold("account_missing", params);
}

/** The latest of the days on which money may be recorded; what is locked goes by the policy. */
export function moneyDay(
  days: readonly string[],
  input: { policy: Policy; reference: ReferenceData; of: MoneyMove },
): { day: string } | Hold {
  const { organisation } = input.reference;
  const day = days.toSorted().at(-1) ?? "";
  if (!isLocked(day, organisation)) return { day };
  const open = firstOpenDay(day, organisation);
  if (input.policy.lockedPeriod === "first_open_day") return { day: open };
  return hold("period_locked", {
    date: day,
    lockDate: lockDate(organisation),
    firstOpenDay: open,
    of: input.of,
  });
}

/** The first name there is, then our mark: last, so that it can be found. */
export function moneyReference(names: readonly (string | null)[], mark: string): string {
  const name = names.map((each) => plainText(each ?? "", { max: 200 })).find((each) => each !== "") ?? "";
  return `${name} ${mark}`.trim().slice(-MAX_NUMBER);
}

function methodName(method: string | null): string {
  return method ?? "an unknown method";
}
