/**
 * False for methods whose invoices Magento calls paid when they are raised, though no money has moved: bank transfer,
 * cheque, purchase order, cash on delivery, and most pay-later extensions.
 */
export function isGateway(method: string): boolean {
  const code = method.toLowerCase();
  return !offline.has(code) && !payLater.test(code);
}

const offline = new Set(["checkmo", "banktransfer", "purchaseorder", "cashondelivery", "free"]);
const payLater = /invoice|pay_?later|on_?account|net_?terms|bank_?transfer|prepayment|cash_?on_?delivery/;
