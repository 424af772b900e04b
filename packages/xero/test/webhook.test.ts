import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { isSignedWith, readWebhookEvents } from "../src/webhook.ts";

const KEY = "a key of Xero's";
const sign = (body: Buffer, key = KEY) => createHmac("sha256", key).update(body).digest("base64");
const ORGANISATION = "c2cc9b6e-9458-4c7d-93cc-f02b81b0594f";
const INVOICE = "717f2bfc-c6d4-41fd-b238-3f2f0c0cf777";

const event = (changes: Record<string, unknown> = {}) => ({
  resourceUrl: `https://api.xero.com/api.xro/2.0/Invoices/${INVOICE}`,
  resourceId: INVOICE,
  eventDateUtc: "2026-11-21T10:15:30.123",
  eventType: "UPDATE",
  eventCategory: "INVOICE",
  tenantId: ORGANISATION,
  tenantType: "ORGANISATION",
  ...changes,
});
const batch = (...events: unknown[]) =>
  Buffer.from(JSON.stringify({ events, firstEventSequence: 1, lastEventSequence: 1, entropy: "S0m3" }));

test("the bytes are signed, not what they say", () => {
  const body = batch(event());
  const signature = sign(body);
  expect(isSignedWith(KEY, { body, signature })).toBe(true);
  const respaced = Buffer.from(JSON.stringify(JSON.parse(body.toString()), null, 1));
  for (const wrong of [
    { body: respaced, signature },
    { body: Buffer.concat([body, Buffer.from(" ")]), signature },
    { body, signature: sign(body, "another key") },
    { body, signature: signature.toLowerCase() },
    { body, signature: `${signature}\n` },
    { body, signature: "" },
    { body: Buffer.alloc(0), signature },
  ])
    expect(isSignedWith(KEY, wrong)).toBe(false);
});

test("documents of every organisation are read, and what they are not about is left out", () => {
  const note = event({ eventCategory: "CREDITNOTE", data: { Type: "ACCRECCREDIT", Status: "VOIDED" } });
  const other = event({
    tenantId: "11111111-1111-1111-1111-111111111111",
    eventDateUtc: "2026-11-21T10:15:30.1234567",
  });
  const strange = [
    event({ eventCategory: "CONTACT" }),
    event({ eventCategory: "SOMETHING_NEW", data: [1] }),
    event({ resourceId: "not an id" }),
    event({ eventDateUtc: "yesterday" }),
    { eventCategory: "INVOICE" },
    null,
    7,
    "event",
  ];
  const at = new Date("2026-11-21T10:15:30.123Z");
  expect(readWebhookEvents(batch(event(), ...strange, note, other))).toEqual([
    { xeroTenantId: ORGANISATION, resourceId: INVOICE, at },
    { xeroTenantId: ORGANISATION, resourceId: INVOICE, at },
    { xeroTenantId: "11111111-1111-1111-1111-111111111111", resourceId: INVOICE, at },
  ]);
  expect(readWebhookEvents(batch())).toEqual([]);
});

test("what is no batch is none", () => {
  for (const text of ["", "garbage", "null", "[]", "7", '{"events":{}}', "\u0000\u00ff"])
    expect(readWebhookEvents(Buffer.from(text)), text).toBeNull();
});
