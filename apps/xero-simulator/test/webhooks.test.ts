import { createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { AU_ORGANISATION_ID } from "../src/seed/australia.ts";
import { UK_ORGANISATION_ID } from "../src/seed/united-kingdom.ts";
import { invoiceBody, line, runningSimulator } from "./running-simulator.ts";
import { apiClient, control, signIn } from "./simulator-client.ts";

const run = runningSimulator({ beforeAll, afterAll });
const KEY = "webhook-key-0123456789";
const MINUTE = 60_000;

interface Received {
  body: string;
  signature: string;
  isRight: boolean;
  events: { resourceId: string; eventCategory: string; eventType: string; tenantId: string }[];
  firstEventSequence: number;
  lastEventSequence: number;
}

let server: Server;
let url = "";
let received: Received[] = [];
/** What the receiver answers to well signed requests. */
let answerWith = 200;

const read = async (request: IncomingMessage) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

beforeAll(async () => {
  server = createServer((request, response) => {
    void read(request).then((raw) => {
      const signature = String(request.headers["x-xero-signature"]);
      const isRight = createHmac("sha256", KEY).update(raw).digest("base64") === signature;
      const body = raw.toString("utf8");
      received.push({ body, signature, isRight, ...JSON.parse(body) });
      response.statusCode = isRight ? answerWith : 401;
      response.end();
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}/hook`;
});
afterAll(() => new Promise<void>((closed) => server.close(() => closed())));
beforeEach(async () => {
  answerWith = 200;
  // The tests move the clock past the life of access tokens.
  run.api = apiClient(run.origin, (await signIn(run.origin)).access_token);
  await control(run.origin, "DELETE", "/webhooks");
  await control(run.origin, "DELETE", "/faults");
  received = [];
});
afterEach(() => {
  received = [];
});

const setUp = async (options: object = {}) => {
  const answer = await control(run.origin, "POST", "/webhooks", { url, key: KEY, ...options });
  received = [];
  return answer;
};
const flush = () => control(run.origin, "POST", "/webhooks/flush");
const invoice = async () =>
  (await run.api("PUT", "Invoices", { body: invoiceBody() })).json.Invoices[0].InvoiceID as string;
const ids = () => received.flatMap((one) => one.events.map((event) => event.resourceId));

describe("behaviour 39: webhooks", () => {
  it("checks the intent to receive with good and bad signatures, empty of events", async () => {
    const answer = await control(run.origin, "POST", "/webhooks", { url, key: KEY });
    expect(answer.json.status).toBe("enabled");
    expect(received.map((one) => one.isRight)).toEqual([true, false, true, false]);
    expect(JSON.parse(received[0]?.body ?? "")).toMatchObject({
      events: [],
      firstEventSequence: 0,
      lastEventSequence: 0,
      entropy: expect.stringMatching(/^.{10,}$/),
    });
    expect(new Set(received.map((one) => one.body)).size).toBe(4);
  });

  it("is refused by an endpoint that takes every signature, or none, and raises nothing then", async () => {
    answerWith = 401;
    const none = await setUp();
    expect(none.json).toMatchObject({ status: "refused", intentToReceive: [{ isRight: false }, {}, {}, {}] });
    await invoice();
    await flush();
    expect(received).toEqual([]);
    for (const bad of [{ url: "nowhere", key: "k" }, { url }, { url, key: "" }, [], null]) {
      expect((await control(run.origin, "POST", "/webhooks", bad)).status).toBe(400);
    }
  });

  it("tells of creations and updates, signed over the raw bytes, without anybody asking", async () => {
    await setUp();
    const id = await invoice();
    await expect.poll(() => ids().includes(id), { timeout: 10_000 }).toBe(true);
    const batch = received.find((one) => one.events.some((event) => event.resourceId === id));
    expect(batch?.isRight).toBe(true);
    expect(batch?.events.find((event) => event.resourceId === id)).toEqual({
      resourceUrl: `${run.origin}/api.xro/2.0/Invoices/${id}`,
      resourceId: id,
      eventDateUtc: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}$/),
      eventType: "CREATE",
      eventCategory: "INVOICE",
      tenantId: UK_ORGANISATION_ID,
      tenantType: "ORGANISATION",
    });
    received = [];
    await run.api("POST", `Invoices/${id}`, { body: { Reference: "changed" } });
    await expect.poll(() => received[0]?.events[0]?.eventType, { timeout: 10_000 }).toBe("UPDATE");
  });

  it("has contacts and credit notes too, and none for what was refused", async () => {
    await setUp({ hold: true });
    const [contact] = (await run.api("PUT", "Contacts", { body: { Name: "Hooked" } })).json.Contacts;
    const note = {
      Type: "ACCRECCREDIT",
      Contact: { ContactID: contact.ContactID },
      Status: "AUTHORISED",
      LineItems: [line()],
    };
    const [{ CreditNoteID }] = (await run.api("PUT", "CreditNotes", { body: note })).json.CreditNotes;
    await run.api("PUT", "Invoices", { body: invoiceBody({ LineItems: [] }) });
    await run.api("PUT", "Contacts", { body: { Name: "hooked" } });
    await flush();
    expect(received).toHaveLength(1);
    expect(received[0]?.events).toMatchObject([
      { eventCategory: "CONTACT", eventType: "CREATE", resourceId: contact.ContactID },
      {
        eventCategory: "CREDITNOTE",
        eventType: "CREATE",
        resourceId: CreditNoteID,
        data: { Type: "ACCRECCREDIT", Status: "AUTHORISED" },
      },
    ]);
  });

  it("payments raise none, or an UPDATE of the invoice when the switch says so (point 8)", async () => {
    const InvoiceID = await invoice();
    await setUp({ hold: true });
    const pay = () =>
      run.api("PUT", "Payments", { body: { Invoice: { InvoiceID }, Account: { Code: "090" }, Amount: 1 } });
    await pay();
    await flush();
    expect(received).toEqual([]);
    await control(run.origin, "POST", "/switches", { settlementEvent: "raised" });
    await pay();
    await flush();
    await control(run.origin, "POST", "/switches", { settlementEvent: "silent" });
    expect(received[0]?.events).toMatchObject([{ eventCategory: "INVOICE", eventType: "UPDATE" }]);
  });

  it("one batch may mix organisations, its sequence numbers go on, and only connected ones are told of", async () => {
    const tokens = await signIn(run.origin, { organisations: [AU_ORGANISATION_ID] });
    const australia = apiClient(run.origin, tokens.access_token, AU_ORGANISATION_ID);
    await setUp({ hold: true });
    await invoice();
    await australia("PUT", "Contacts", { body: { Name: "Down Under" } });
    await flush();
    await invoice();
    await flush();
    expect(new Set(received[0]?.events.map((event) => event.tenantId))).toEqual(
      new Set([UK_ORGANISATION_ID, AU_ORGANISATION_ID]),
    );
    const [first, second] = received;
    expect(first?.firstEventSequence).toBe(1);
    expect(first?.lastEventSequence).toBe(first?.events.length);
    expect(second?.firstEventSequence).toBe((first?.lastEventSequence ?? 0) + 1);
    await control(run.origin, "DELETE", `/organisations/${AU_ORGANISATION_ID}/connections`);
    await control(run.origin, "POST", "/approve", { organisationId: AU_ORGANISATION_ID, invoiceId: "none" });
    await flush();
    expect(received).toHaveLength(2);
  });

  it("a failure is repeated at once, then every 15 minutes, with the same bytes", async () => {
    await setUp({ hold: true });
    answerWith = 500;
    await invoice();
    await flush();
    expect(received).toHaveLength(2);
    run.simulator.clock.move(14 * MINUTE);
    await flush();
    expect(received).toHaveLength(2);
    run.simulator.clock.move(MINUTE + 1_000);
    await expect.poll(() => received.length, { timeout: 10_000 }).toBe(3);
    // The next one is due from when this answer was read, not from when the request came.
    const waiting = () => run.simulator.state.webhook?.deliveries.at(-1);
    await expect.poll(() => waiting()?.attempts.length, { timeout: 10_000 }).toBe(3);
    answerWith = 200;
    run.simulator.clock.move(15 * MINUTE + 1_000);
    await expect.poll(() => received.length, { timeout: 10_000 }).toBe(4);
    await expect.poll(() => waiting()?.state, { timeout: 10_000 }).toBe("delivered");
    expect(new Set(received.map((one) => one.body)).size).toBe(1);
    run.simulator.clock.move(15 * MINUTE + 1_000);
    await flush();
    expect(received).toHaveLength(4);
  }, 30_000);

  it("after a day it is disabled; what happened is kept and replayed in order on re-enabling", async () => {
    await setUp({ hold: true });
    answerWith = 500;
    const first = await invoice();
    await flush();
    run.simulator.clock.move(24 * 60 * MINUTE);
    await flush();
    expect((await control(run.origin, "GET", "/webhooks")).json.status).toBe("disabled");
    const tokens = await signIn(run.origin);
    const api = apiClient(run.origin, tokens.access_token);
    const second = (await api("PUT", "Invoices", { body: invoiceBody() })).json.Invoices[0].InvoiceID;
    received = [];
    await flush();
    expect(received).toEqual([]);
    answerWith = 200;
    await control(run.origin, "POST", "/webhooks", { url, key: KEY, hold: true });
    expect(received.slice(0, 4).every((one) => one.events.length === 0)).toBe(true);
    expect(ids()).toEqual([first, second]);
  });

  it("duplicates and reorders on request, and sends old ones again", async () => {
    await setUp({ hold: true });
    await control(run.origin, "POST", "/faults", { kind: "webhook-duplicate" });
    await invoice();
    await flush();
    expect(received).toHaveLength(2);
    expect(received[0]?.body).toBe(received[1]?.body);
    received = [];
    await control(run.origin, "POST", "/faults", { kind: "webhook-reorder" });
    const early = await invoice();
    await flush();
    expect(received).toEqual([]);
    const late = await invoice();
    await flush();
    expect(ids()).toEqual([late, early]);
    received = [];
    await control(run.origin, "POST", "/webhooks/redeliver", { order: "reverse" });
    expect(received).toHaveLength(3);
    expect(ids().at(0)).toBe(late);
  });
});
