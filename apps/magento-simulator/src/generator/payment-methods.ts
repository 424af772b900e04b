export interface PaymentMethod {
  code: string;
  label: string | null;
  isActive: boolean;
  /** A gateway talks to somebody who holds the money; every other method is "paid" the moment it is invoiced. */
  kind: "offline" | "gateway" | "free";
}

export const PAYMENT_METHODS: readonly PaymentMethod[] = [
  { code: "free", label: null, isActive: true, kind: "free" },
  { code: "checkmo", label: "Check / Money order", isActive: true, kind: "offline" },
  { code: "banktransfer", label: "Bank Transfer Payment", isActive: true, kind: "offline" },
  { code: "purchaseorder", label: "Purchase Order", isActive: true, kind: "offline" },
  { code: "cashondelivery", label: "Cash On Delivery", isActive: false, kind: "offline" },
  { code: "stripe_payments", label: "Pay by card", isActive: true, kind: "gateway" },
  { code: "paypal_express", label: "PayPal Express Checkout", isActive: true, kind: "gateway" },
  {
    code: "adyen_cc",
    label: "Credit Card (authorise, capture on dispatch)",
    isActive: true,
    kind: "gateway",
  },
];

/** The one gateway that only authorises: its invoices stay open until captured. */
export const AUTHORISE_ONLY_METHOD = "adyen_cc";
