import type { PolicyInput } from "@counterfoil/core/policy";
import { fetchDocument } from "@counterfoil/services/document/fetch-document";
import { sendFetched } from "@counterfoil/services/document/send-fetched";
import { getSettings } from "@counterfoil/services/policy/get-settings";
import { listVersions } from "@counterfoil/services/policy/list-versions";
import { nameStoreViews } from "@counterfoil/services/policy/name-store-views";
import { previewPolicy } from "@counterfoil/services/policy/preview-policy";
import { restoreVersion } from "@counterfoil/services/policy/restore-version";
import { savePolicy } from "@counterfoil/services/policy/save-policy";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { disagreements } from "./agreement.ts";
import type { Onboarded } from "./onboard.ts";
import { type RaisedDocument, startWholeSystem, type WholeSystem } from "./whole-system.ts";

/** What settings would do before they are saved, what they do then, and documents that a person fetches. */

let system: WholeSystem;
let onboarded: Onboarded;
let first: RaisedDocument;
beforeAll(async () => {
  system = await startWholeSystem();
  onboarded = await system.startWithMerchant();
  first = await system.raiseInvoice();
  await system.comesTo(first, "posted");
});
afterEach(() => system?.clearStoreFaults());
afterAll(() => system?.stop());

const preview = (changes: PolicyInput) =>
  previewPolicy(system.ctx, onboarded.actor, { bindingId: onboarded.bindingId, changes });
const settings = () => getSettings(system.ctx, onboarded.actor, { bindingId: onboarded.bindingId });
const save = async (changes: PolicyInput) => {
  const { current } = await settings();
  const { bindingId } = onboarded;
  return savePolicy(system.ctx, onboarded.actor, { bindingId, baseVersion: current.version, changes });
};
const fetched = (what: string, kind: "invoice" | "creditmemo" = "invoice") =>
  fetchDocument(system.ctx, onboarded.actor, { bindingId: onboarded.bindingId, what, kind });

/** Raised, and its event lost on the way. */
async function lost(input: Record<string, unknown> = {}): Promise<RaisedDocument> {
  const document = await system.raiseInvoiceQuietly(input);
  for (const row of system.magento.state.outbox) if (row.status === "pending") row.status = "dead_lettered";
  return document;
}

/** Everything that a preview could have touched. */
const everything = () =>
  system.rows(
    `SELECT (SELECT count(*) FROM policy) AS policies, (SELECT count(*) FROM audit) AS audits,
            (SELECT string_agg(concat(id, next_run_at, state, updated_at), ',' ORDER BY id) FROM document) AS documents,
            (SELECT string_agg(concat(id, state, updated_at), ',' ORDER BY id) FROM posting) AS postings`,
  );

test("a preview says line by line, to the cent, what would be otherwise, and writes nothing", async () => {
  const before = await everything();
  const { rows, changed } = await preview({
    revenueAccountCode: "260",
    invoiceNumberPrefix: "UK-",
    paymentMethodMap: { ...(await settings()).current.policy.paymentMethodMap, checkmo: await clearing() },
  });
  expect(changed).toBe(1);
  expect(rows[0]).toMatchObject({
    number: first.increment_id,
    isSent: true,
    before: { word: "On its way", total: "120.00", difference: "0.00" },
    after: { word: "On its way", total: "120.00", totalTax: "20.00", difference: "0.00" },
  });
  expect(rows[0]?.changes.lines).toMatchObject([
    {
      before: { account: "200 Sales", net: "100.00", tax: "20.00" },
      after: { account: "260 Other Revenue", net: "100.00", tax: "20.00" },
    },
  ]);
  expect(Object.fromEntries(rows[0]?.changes.facts.map(({ label, after }) => [label, after]) ?? [])).toEqual({
    Number: `UK-${first.increment_id}`,
    Payment: expect.stringContaining("120.00 GBP to 615 Stripe Clearing"),
  });
  expect(await everything()).toEqual(before);
});

test("it says so when nothing would change, and names the field that saving would refuse", async () => {
  const nothing = await preview({ paymentTermsByMethod: { purchaseorder: 60 }, settleCreditNotes: "none" });
  expect(nothing).toMatchObject({ changed: 0, rows: [{ isOtherwise: false }] });
  await expect(preview({ revenueAccountCode: "nosuch" })).rejects.toMatchObject({
    code: "invalid",
    problems: [{ path: "revenueAccountCode" }],
  });
  await expect(preview({ taxMap: [{ rate: "2o", country: "GB", taxType: "" }] })).rejects.toMatchObject({
    problems: [
      { path: "taxMap.0.rate", message: expect.stringContaining("percent") },
      { path: "taxMap.0.taxType", message: "Choose a tax rate." },
    ],
  });
});

test("what a preview promises of a held document is what Xero gets once the settings are saved", async () => {
  const odd = await system.raiseInvoice({ lines: [{ line_subtotal: 100, line_tax: 17.5 }] });
  await system.comesTo(odd, "held");
  const { current } = await settings();
  const taxMap = [...current.policy.taxMap, { rate: "17.5", country: "any", taxType: "OUTPUT2" }];
  const promised = (await preview({ taxMap })).rows.find((row) => row.number === odd.increment_id);
  expect(promised).toMatchObject({
    isOtherwise: true,
    isSent: false,
    before: { word: "Needs you", reason: "tax_rate_unmapped", total: null },
    after: { word: "On its way", total: "117.50", totalTax: "17.50", difference: "0.00" },
  });
  expect((await settings()).facts.unmapped).toMatchObject([{ rate: "17.5", documents: 1 }]);
  const { documents } = await save({ taxMap });
  expect(documents).toBe(1);
  const posted = await system.comesTo(odd, "posted");
  expect(posted).toMatchObject({ xero_total: promised?.after.total });
});

test("a version says who changed what, and going back makes a new one that leaves start and pause alone", async () => {
  const { version } = await save({ shippingAccountCode: "205", paused: true });
  const page = await listVersions(system.ctx, onboarded.actor, { bindingId: onboarded.bindingId });
  expect(page.versions[0]).toMatchObject({ version, by: expect.any(String) });
  expect(page.versions[0]?.changes.map(({ label, before, after }) => [label, before, after])).toEqual(
    expect.arrayContaining([
      ["Shipping account", "With sales", "205 Shipping Income"],
      ["Syncing", "Running", "Paused"],
    ]),
  );
  expect(page.versions[1]?.back).toMatchObject([{ setting: "shippingAccountCode", after: "With sales" }]);
  const back = { bindingId: onboarded.bindingId, version: version - 1, baseVersion: version };
  await expect(
    restoreVersion(system.ctx, onboarded.actor, { ...back, baseVersion: version - 1 }),
  ).rejects.toMatchObject({ code: "conflict" });
  const restored = await restoreVersion(system.ctx, onboarded.actor, back);
  expect(restored.version).toBe(version + 1);
  const { current } = await settings();
  expect(current.policy).toMatchObject({ shippingAccountCode: null, paused: true });
  await expect(
    restoreVersion(system.ctx, onboarded.actor, { ...back, baseVersion: version + 1 }),
  ).rejects.toMatchObject({ code: "conflict", message: expect.stringContaining("already") });
  await expect(restoreVersion(system.ctx, onboarded.actor, { ...back, version: 99 })).rejects.toMatchObject({
    code: "not_found",
  });
  await save({ paused: false });
});

test("a store view has the name that a merchant gives, of this store only", async () => {
  const { facts, bindingId } = await settings();
  const [view] = facts.views;
  await nameStoreViews(system.ctx, onboarded.actor, {
    bindingId,
    names: { [String(view?.id)]: " UK shop ", "777": "Nowhere" },
  });
  expect((await settings()).facts.views.map(({ name }) => name)).toEqual(["UK shop"]);
  await expect(
    nameStoreViews(system.ctx, { ...onboarded.actor, role: "viewer" }, { bindingId, names: {} }),
  ).rejects.toMatchObject({ code: "forbidden" });
});

test("a document that nobody announced is fetched by its address, shown as a draft, and goes when it is sent", async () => {
  const missing = await lost();
  const address = `${system.magentoUrl}/admin_x/sales/order_invoice/view/invoice_id/${missing.id}/key/abc/`;
  const found = await fetched(address);
  expect(found).toMatchObject({
    magentoId: missing.id,
    known: null,
    sale: { incrementId: missing.increment_id, grandTotal: expect.stringMatching(/^120/) },
    xero: { word: "On its way", total: "120.00", difference: "0.00" },
  });
  expect(found.xero.lines[0]).toMatchObject({ account: "200 Sales", net: "100.00", tax: "20.00" });
  expect(await system.find(missing)).toBeUndefined();
  const input = { bindingId: onboarded.bindingId, kind: "invoice", magentoId: missing.id };
  expect(await sendFetched(system.ctx, onboarded.actor, input)).toEqual({ number: missing.increment_id });
  await system.comesTo(missing, "posted");
  expect(await fetched(missing.increment_id)).toMatchObject({ known: { word: "In Xero", isSent: true } });
  await expect(sendFetched(system.ctx, onboarded.actor, input)).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("in Xero already"),
  });
  expect(await disagreements(system)).toEqual([]);
});

test("a number that we have not seen is found by its neighbours, and never another document in its place", async () => {
  const missing = await lost();
  expect(await fetched(missing.increment_id)).toMatchObject({ magentoId: missing.id });
  const far = `9${missing.increment_id.slice(1)}`;
  await expect(fetched(far)).rejects.toMatchObject({
    code: "not_found",
    message: expect.stringContaining("Paste its address"),
  });
});

test("what cannot be fetched is answered with what to do", async () => {
  await expect(fetched("987654")).rejects.toMatchObject({
    code: "not_found",
    message: expect.stringContaining("no invoice with the id 987654"),
  });
  await expect(fetched("https://other.example/admin/sales/invoice/view/invoice_id/1")).rejects.toMatchObject({
    code: "invalid",
    problems: [{ path: "what", message: expect.stringContaining("other.example") }],
  });
  await expect(
    fetchDocument(system.ctx, { ...onboarded.actor, role: "viewer" }, { what: "1", kind: "invoice" }),
  ).rejects.toMatchObject({ code: "forbidden" });
  await system.storeFault({ path: `/rest/V1/byte8/invoice/${first.id}`, status: 500 });
  await expect(fetched(String(first.id))).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("could not give this invoice"),
  });
  await system.storeFault({ path: "*", status: 503 });
  await expect(fetched(String(first.id))).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("does not answer"),
  });
});

async function clearing(): Promise<string> {
  const { choices } = await settings();
  const account = choices?.paymentAccounts.find(({ code }) => code === "615");
  if (!account) throw new Error("The organisation has no clearing account.");
  return account.id;
}
