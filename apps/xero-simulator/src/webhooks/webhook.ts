/** One event as Xero words it. */
export interface WebhookEvent {
  resourceUrl: string;
  resourceId: string;
  /** UTC with milliseconds and no Z. */
  eventDateUtc: string;
  eventType: "CREATE" | "UPDATE";
  eventCategory: "INVOICE" | "CREDITNOTE" | "CONTACT";
  tenantId: string;
  tenantType: "ORGANISATION";
  data?: { Type: string; Status: string };
}

export interface WebhookAttempt {
  at: string;
  /** Null when nothing was answered in time. */
  status: number | null;
}

/** One batch of events on its way: the same bytes at every attempt. */
export interface WebhookDelivery {
  deliveryId: string;
  body: string;
  firstEventSequence: number;
  lastEventSequence: number;
  createdAt: number;
  attempts: WebhookAttempt[];
  state: "waiting" | "delivered" | "kept";
  /** Simulated milliseconds; null when no attempt is due by itself. */
  nextAttemptAt: number | null;
}

/** Where events go. Disabled after a day of failures; what happens then is kept and replayed on re-enabling. */
export interface Webhook {
  url: string;
  key: string;
  status: "refused" | "enabled" | "disabled";
  /** Events wait for an explicit flush, so that a test can mix organisations in one batch. */
  isHeld: boolean;
  nextSequence: number;
  waiting: WebhookEvent[];
  deliveries: WebhookDelivery[];
}
