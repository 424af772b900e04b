import { randomUUID } from "node:crypto";
import { UK_ORGANISATION_ID } from "@counterfoil/xero-simulator/seed/united-kingdom";
import { saveContact } from "@counterfoil/xero-simulator/state/save-document";
import { afterAll, beforeAll, expect, test } from "vitest";
import { disagreements } from "./agreement.ts";
import { asBookkeeper } from "./as-bookkeeper.ts";
import { changePolicy } from "./change-policy.ts";
import { type Onboarded, startSyncing } from "./onboard.ts";
import { holdBack } from "./ready-postings.ts";
import { until } from "./until.ts";
import {
  type Books,
  type RaisedDocument,
  startWholeSystem,
  untilAtRest,
  type WholeSystem,
} from "./whole-system.ts";

let system: WholeSystem;
let onboarded: Onboarded;

beforeAll(async () => {
  system = await startWholeSystem();
  onboarded = await system.startWithMerchant();
});
afterAll(() => system?.stop());

type Person = { magento_id: number; first_name: string; last_name: string; email: string };

const person = (magentoId: number, firstName: string, lastName: string, email?: string): Person => ({
  magento_id: magentoId,
  first_name: firstName,
  last_name: lastName,
  email: email ?? `${firstName}.${lastName}.${magentoId}@example.com`.toLowerCase(),
});

async function buys(customer: Person) {
  return system.raiseInvoice({ customer });
}

/** Raised while the organisation's turn does not come, so that all go at once. */
async function together(customers: Person[]) {
  await holdBack(system, true);
  const invoices: RaisedDocument[] = [];
  const lines = [{ line_subtotal: 100, line_tax: 20 }];
  for (const customer of customers)
    invoices.push((await system.control("invoices", { lines, customer })) as RaisedDocument);
  await system.control("drain", {});
  await until("all are ready", async () => {
    const rows = await system.documents();
    return invoices.every(({ increment_id }) =>
      rows.some((row) => row.increment_id === increment_id && ["waiting", "planned"].includes(row.state)),
    );
  });
  await holdBack(system, false);
  return invoices;
}

const contactOf = async (invoice: { increment_id: string }) => {
  const { invoices, contacts } = await system.books();
  const { contactId } = invoices.find(({ number }) => number === invoice.increment_id) ?? {};
  return contacts.find((each) => each.contactId === contactId);
};

const named = async (name: string): Promise<Books["contacts"]> =>
  (await system.books()).contacts.filter((contact) =>
    contact.name.toLowerCase().startsWith(name.toLowerCase()),
  );

const callsTo = async (method: string, path: string) =>
  (await system.calls()).filter((call) => call.method === method && call.path.split("?")[0] === path);

test("120 new customers cost three calls, and no look-up each", async () => {
  const before = await callsTo("PUT", "/api.xro/2.0/Contacts");
  const customers = Array.from({ length: 120 }, (_, n) => person(1_000 + n, "New", `Customer ${n}`));
  const invoices = await together(customers);
  await untilAtRest(system, invoices.length);
  const created = (await callsTo("PUT", "/api.xro/2.0/Contacts")).length - before.length;
  expect(created).toBe(3);
  // The directory on connecting, and once more at most for these.
  expect((await callsTo("GET", "/api.xro/2.0/Contacts")).length).toBeLessThanOrEqual(3);
  expect(await named("New Customer")).toHaveLength(120);
  expect(await disagreements(system)).toEqual([]);
});

test("a bookkeeper's contact of the same name and e-mail is taken over, and nothing else of it changes", async () => {
  const hers = { Name: "Adele Archer", EmailAddress: "Adele@Example.com", FirstName: "A.", TaxNumber: "GB1" };
  await asBookkeeper(system, "Contacts", { Contacts: [hers, { ...hers, Name: "Bea Baker" }] });
  await forgetReading();
  const created = (await callsTo("PUT", "/api.xro/2.0/Contacts")).length;
  const [adopted, other] = await together([
    person(11, "Adele", "Archer", "adele@example.com"),
    person(12, "Bea", "Baker", "bea@elsewhere.com"),
  ]);
  for (const invoice of [adopted, other]) if (invoice) await system.comesTo(invoice, "posted");
  expect((await named("Adele Archer")).map(({ contactNumber }) => contactNumber)).toEqual([
    expect.stringMatching(/-11$/),
  ]);
  const [contact] = await named("Adele Archer");
  const books = system.xero.state.organisations.get(UK_ORGANISATION_ID);
  expect(books?.contacts.get(contact?.contactId ?? "")).toMatchObject({
    emailAddress: "Adele@Example.com",
    firstName: "A.",
    taxNumber: "GB1",
    addresses: [],
  });
  // Another e-mail is another customer.
  expect(other && (await contactOf(other))?.name).toBe("Bea Baker (C12)");
  expect((await named("Bea Baker")).map(({ contactNumber }) => contactNumber)).toEqual([
    null,
    expect.stringMatching(/-12$/),
  ]);
  // Known from a reading before the batch, not from Xero's refusal of it.
  expect((await callsTo("PUT", "/api.xro/2.0/Contacts")).length).toBe(created + 1);
});

test("customers of one name in one call stay two; so do guests; a customer's own address makes a guest that customer", async () => {
  const [one, two, guest, other, known] = await together([
    person(21, "Sam", "Smith"),
    person(22, "sam", "SMITH"),
    person(0, "Sam", "Smith", "sam.web@example.com"),
    person(0, "Sam", "Smith", "sam.web2@example.com"),
    person(0, "Sammy", "S", " SAM.smith.21@example.com"),
  ]);
  const contacts: (Books["contacts"][number] | undefined)[] = [];
  for (const invoice of [one, two, guest, other, known]) {
    if (!invoice) throw new Error("not raised");
    await system.comesTo(invoice, "posted");
    contacts.push(await contactOf(invoice));
  }
  expect(contacts[4]).toEqual(contacts[0]);
  // Which of them has the plain name depends on who was planned first.
  const names = new Set(contacts.map((contact) => contact?.name.toLowerCase()));
  expect(names.size).toBe(4);
  const isLabelled = /^sam smith( \((c21|c22|web|web 2)\))?$/;
  expect([...names].filter((name) => !isLabelled.test(name ?? ""))).toEqual([]);
});

test("a name that somebody took a second ago: read again, decided again", async () => {
  // The directory has just been read: it does not know her.
  await asBookkeeper(system, "Contacts", { Contacts: [{ Name: "Late Lucy" }] });
  const reads = (await callsTo("GET", "/api.xro/2.0/Contacts")).length;
  await system.rows("UPDATE contact_directory SET read_until = now(), due_at = NULL");
  const invoice = await buys(person(31, "Late", "Lucy"));
  await system.comesTo(invoice, "posted");
  expect((await contactOf(invoice))?.name).toBe("Late Lucy (C31)");
  expect((await callsTo("GET", "/api.xro/2.0/Contacts")).length).toBe(reads + 1);
});

test("a contact that was merged into another: its documents name the other, which stays as it is", async () => {
  const first = await buys(person(41, "Mona", "Merged"));
  await system.comesTo(first, "posted");
  await asBookkeeper(system, "Contacts", { Contacts: [{ Name: "Mona (whole family)" }] });
  const [into] = await named("Mona (whole family)");
  const from = await contactOf(first);
  await system.xeroControl(`organisations/${UK_ORGANISATION_ID}/merge-contacts`, {
    from: from?.contactId,
    into: into?.contactId,
  });
  const second = await buys(person(41, "Mona", "Merged"));
  await system.comesTo(second, "posted");
  expect(await contactOf(second)).toMatchObject({ contactId: into?.contactId, name: "Mona (whole family)" });
  const [xref] = await system.rows<{ xero_id: string }>(
    "SELECT xero_id FROM xref WHERE kind = 'contact' AND magento_key = '41'",
  );
  expect(xref?.xero_id).toBe(into?.contactId);
  // What changes at Magento from now on is not written to a contact that is not ours.
  const third = await buys(person(41, "Mona", "Married"));
  await system.comesTo(third, "posted");
  expect(await contactOf(third)).toMatchObject({ name: "Mona (whole family)", contactNumber: null });
});

test("a contact that was archived: its customer goes on as a new one", async () => {
  const first = await buys(person(51, "Archie", "Archived"));
  await system.comesTo(first, "posted");
  const old = await contactOf(first);
  const archived = { ContactID: old?.contactId, ContactStatus: "ARCHIVED" };
  await asBookkeeper(system, "Contacts", { Contacts: [archived] }, "POST");
  const second = await buys(person(51, "Archie", "Archived"));
  await system.comesTo(second, "posted");
  const next = await contactOf(second);
  expect(next).toMatchObject({ name: "Archie Archived", contactNumber: `${old?.contactNumber}-2` });
  expect(next?.contactId).not.toBe(old?.contactId);
});

test("a refund of what an archived contact still owes: the credit note is its customer's new one's, and says what is left to do", async () => {
  const customer = person(52, "Anna", "Archived");
  const invoice = await system.raiseInvoice({ customer, payment_method: "purchaseorder", state: "open" });
  await system.comesTo(invoice, "posted");
  const old = await contactOf(invoice);
  const archived = { ContactID: old?.contactId, ContactStatus: "ARCHIVED" };
  await asBookkeeper(system, "Contacts", { Contacts: [archived] }, "POST");
  const lines = [{ line_subtotal: 50, line_tax: 10 }];
  const memo = await system.raiseMemoQuietly({ invoice_id: invoice.id, lines });
  await system.control("drain", {});
  await system.comesTo(memo, "posted");
  const { creditNotes } = await system.books();
  const note = creditNotes.find(({ number }) => number === `CN-${memo.increment_id}`);
  expect(note).toMatchObject({ status: "AUTHORISED", remainingCredit: "60.00" });
  expect(
    await system.rows(
      "SELECT p.state, p.reason, p.reason_params AS params FROM posting p JOIN document d ON d.id = p.document_id WHERE p.kind = 'allocation' AND d.increment_id = $1 AND d.kind = 'creditmemo'",
      [memo.increment_id],
    ),
  ).toEqual([
    {
      state: "skipped",
      reason: "left_as_credit",
      params: { why: "other_contact", number: invoice.increment_id },
    },
  ]);
});

test("a directory of several pages is read on from where a reading broke off", async () => {
  const books = system.xero.state.organisations.get(UK_ORGANISATION_ID);
  const [like] = books?.contacts.values() ?? [];
  if (!books || !like) throw new Error("no books");
  const updatedAt = Date.parse("2020-01-01T00:00:00Z");
  for (let n = 0; n < 2_500; n += 1) {
    const contact = {
      ...like,
      contactId: randomUUID(),
      contactNumber: null,
      name: `Old ${n}`,
      updatedAt: updatedAt - n,
    };
    saveContact(books, { ...contact, emailAddress: `old.${n}@example.com` }, []);
  }
  const before = (await callsTo("GET", "/api.xro/2.0/Contacts")).length;
  await system.fault({ kind: "html-503", match: { method: "GET", path: "/Contacts" }, nth: 2 });
  await system.rows("DELETE FROM ledger_contact");
  await system.rows("UPDATE contact_directory SET read_until = NULL, due_at = now()");
  const invoice = await buys(person(65, "Old", "2400", "old.2400@example.com"));
  await system.comesTo(invoice, "posted");
  // From the last page: taken over, not made.
  expect(await named("Old 2400")).toEqual([
    expect.objectContaining({ contactNumber: expect.stringMatching(/-65$/) }),
  ]);
  const reads = (await callsTo("GET", "/api.xro/2.0/Contacts")).slice(before);
  expect(reads.map(({ status }) => status)).toEqual([200, 503, 200, 200]);
  const [kept] = await system.rows<{ count: number }>("SELECT count(*)::int AS count FROM ledger_contact");
  expect(kept?.count).toBe(books.contacts.size);
});

test("customers of two stores in one organisation stay apart, whatever they share", async () => {
  const second = await system.startStore("second");
  const shop = await system.onboard({
    magentoUrl: second.magentoUrl,
    actor: onboarded.actor,
    invoiceNumberPrefix: "B-",
  });
  await startSyncing(system.ctx, shop);
  const first = await buys(person(61, "Tess", "Twostores"));
  await system.comesTo(first, "posted");
  const customer = person(61, "Tess", "Twostores");
  const calls = (await callsTo("PUT", "/api.xro/2.0/Contacts")).length;
  const lines = [{ line_subtotal: 100, line_tax: 20 }];
  await post(`${second.magentoUrl}/__sim/invoices`, { lines, customer });
  await post(`${second.magentoUrl}/__sim/drain`, {});
  const contacts = await until("both are there", async () => {
    const found = await named("Tess Twostores");
    return found.length === 2 && found;
  });
  expect(contacts.map(({ name }) => name)).toEqual(["Tess Twostores", "Tess Twostores (C61)"]);
  expect(new Set(contacts.map(({ contactNumber }) => contactNumber)).size).toBe(2);
  // What we made ourselves a moment ago is known without asking.
  expect((await callsTo("PUT", "/api.xro/2.0/Contacts")).length).toBe(calls + 1);
});

test("customers are synced once that is wanted, those announced before too, and Magento is told", async () => {
  expect(await system.rows("SELECT 1 FROM customer")).toEqual([]);
  const known = (await named("Adele Archer"))[0];
  const only = { ...person(71, "Carl", "Customer"), website_id: 1, group_id: 1, addresses: [] };
  system.magento.state.customers[71] = { ...only, created_at: "", updated_at: "" };
  const row = system.magento.state.outbox.find((each) => each.idempotency_key === "customer.upserted:11");
  if (!row) throw new Error("no customer was announced");
  system.magento.state.outbox.push({
    ...row,
    entity_id: 100_000,
    idempotency_key: "customer.upserted:71",
    payload: row.payload.replace('"magento_entity_id":11', '"magento_entity_id":71'),
    status: "pending",
    next_attempt_at: null,
  });
  await system.control("drain", {});
  await until("nobody wants them", async () => {
    const rows = await system.rows(
      "SELECT 1 FROM event WHERE name = 'customer.upserted' AND state <> 'ignored'",
    );
    return rows.length === 0;
  });
  expect(await named("Carl")).toEqual([]);
  // The first test's hundred would only take their time.
  await system.rows("DELETE FROM event WHERE name = 'customer.upserted' AND magento_entity_id >= 1000");

  const updates = (await callsTo("POST", "/api.xro/2.0/Contacts")).length;
  await changePolicy(system, onboarded, { syncCustomers: true });
  await until("he is in Xero", async () => (await named("Carl Customer")).length === 1);
  const state = () =>
    Object.values(system.magento.state.syncStates).find(
      (each) => each.entity_type === "customer" && each.magento_entity_id === 71,
    );
  await until("Magento was told", async () => state()?.sync_status === "synced");
  // Everybody else is as Magento has them already.
  expect((await callsTo("POST", "/api.xro/2.0/Contacts")).length).toBe(updates);
  expect(state()?.provider_entity_id).toBe((await named("Carl Customer"))[0]?.contactId);

  // Saved again with another address; whom we took over gets it now, for it is Magento's change.
  const adele = system.magento.state.customers[11];
  if (!adele || !known) throw new Error("she is not there");
  const moved = {
    kind: "billing" as const,
    street: ["2 New Street"],
    city: "Leeds",
    postcode: "LS1",
    country_id: "GB",
  };
  adele.addresses = [moved];
  Object.assign(row, { status: "pending", next_attempt_at: null });
  await system.control("drain", {});
  const books = system.xero.state.organisations.get(UK_ORGANISATION_ID);
  await until("her address is in Xero", async () => {
    const contact = books?.contacts.get(known.contactId);
    return contact?.addresses.some(({ city }) => city === "Leeds") ?? false;
  });
  expect(books?.contacts.get(known.contactId)).toMatchObject({ name: "Adele Archer", taxNumber: "GB1" });
});

/** As if ten minutes had passed. */
async function forgetReading(): Promise<void> {
  await system.rows("UPDATE contact_directory SET read_until = read_until - interval '1 hour'");
}

async function post(url: string, body: unknown): Promise<void> {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(await answer.text());
}
