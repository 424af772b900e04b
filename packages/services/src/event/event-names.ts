/** What a store publishes. Products are accepted and ignored: nothing of them goes to Xero. */
export const eventNames = [
  "invoice.created",
  "invoice.paid",
  "creditmemo.created",
  "customer.upserted",
  "product.upserted",
] as const;
export type EventName = (typeof eventNames)[number];
