import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";

/** Of something that may be an invoice or a credit note; `at` by Xero's clock. */
export type WebhookEvent = { xeroTenantId: string; resourceId: string; at: Date };

/** Whether `x-xero-signature` is base64(HMAC-SHA256(raw body, key)); in constant time. */
export function isSignedWith(key: string, input: { body: Buffer; signature: string }): boolean {
  const wanted = createHmac("sha256", key).update(input.body).digest("base64");
  const [one, other] = [Buffer.from(wanted), Buffer.from(input.signature)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/**
 * The events of a batch that are about documents, of all organisations in it. Whatever else Xero announces, now or one day,
 * is left out; null when the body is no batch at all.
 */
export function readWebhookEvents(body: Buffer): WebhookEvent[] | null {
  const batch = batchSchema.safeParse(parse(body));
  if (!batch.success) return null;
  return batch.data.events.flatMap((each) => {
    const event = eventSchema.safeParse(each);
    if (!event.success) return [];
    const { tenantId, resourceId, eventDateUtc } = event.data;
    return [{ xeroTenantId: tenantId, resourceId, at: eventDateUtc }];
  });
}

const batchSchema = z.object({ events: z.array(z.unknown()) });

const eventSchema = z.object({
  eventCategory: z.enum(["INVOICE", "CREDITNOTE"]),
  tenantId: z.guid(),
  resourceId: z.guid(),
  // UTC with up to seven places and no Z.
  eventDateUtc: z
    .string()
    .max(40)
    .transform((text) => new Date(/(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`))
    .refine((date) => !Number.isNaN(date.getTime())),
});

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return null;
  }
}
