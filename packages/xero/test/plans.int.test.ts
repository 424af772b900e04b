import { randomUUID } from "node:crypto";
import type { DocumentDraft } from "@counterfoil/core/draft";
import { moneyText } from "@counterfoil/core/money";
import { planCreditNote } from "@counterfoil/core/plan/credit-note";
import type { DocumentContext, DocumentPlan } from "@counterfoil/core/plan/document-plan";
import { planInvoice } from "@counterfoil/core/plan/invoice";
import { type PolicyInput, policySchema } from "@counterfoil/core/policy";
import type { LedgerElement, LedgerOperation } from "@counterfoil/core/ports";
import { type ReferenceData, referenceDataSchema, referenceKinds } from "@counterfoil/core/reference";
import { UK_ORGANISATION_ID } from "@counterfoil/xero-simulator/seed/united-kingdom";
import { afterAll, beforeAll, expect, test } from "vitest";
import { generateCreditMemo, generateInvoice } from "../../core/test/magento-sale.ts";
import { seededRandom } from "../../core/test/random.ts";
import { contactDraft } from "./drafts.ts";
import { startSimulatedXero } from "./simulated-xero.ts";

let xero: Awaited<ReturnType<typeof startSimulatedXero>>;
let access: { accessToken: string; xeroTenantId: string };
let contactId: string;
let reference: ReferenceData;

beforeAll(async () => {
  xero = await startSimulatedXero();
  const outcome = await xero.identity.exchangeCode(await xero.consent(UK_ORGANISATION_ID));
  if (!outcome.ok) throw new Error(outcome.detail);
  access = { accessToken: outcome.accessToken, xeroTenantId: UK_ORGANISATION_ID };
  const [contact] = await send("contact", [{ draft: contactDraft(), contactId: null, name: null }]);
  if (!contact?.ok) throw new Error("no contact");
  contactId = contact.xeroId;
  const lists: Record<string, unknown> = {};
  for (const kind of referenceKinds) {
    const read = await xero.ledger.readReference(kind, access);
    if (!read.ok) throw new Error(read.detail);
    lists[kind] = read.value;
  }
  reference = referenceDataSchema.parse(lists);
});
afterAll(() => xero.stop());

/** Invoices and refunds of every kind of store: by unit, row and total, prices with tax and without, discounts, fractions. */
test.each<{ name: string; override: "accept" | "refuse"; policy: PolicyInput; seeds: [number, number] }>([
  {
    name: "as most organisations are",
    override: "accept",
    policy: { lessThanLinesAccountCode: "800", moreThanLinesAccountCode: "260" },
    seeds: [1, 400],
  },
  {
    name: "discounts on an account of their own",
    override: "accept",
    policy: { discountAccountCode: "260", invoiceNumberPrefix: "D-", creditNoteNumberPrefix: "CN-D-" },
    seeds: [401, 500],
  },
  {
    name: "no tax amounts taken",
    override: "refuse",
    policy: { invoiceNumberPrefix: "R-", creditNoteNumberPrefix: "CN-R-" },
    seeds: [501, 700],
  },
])("Xero's own arithmetic comes to each plan's total and tax: $name", async (is) => {
  await xero.control("switches", { taxAmountOverride: is.override });
  const policy = policySchema.parse({ ...base, ...is.policy });
  const drafts: DocumentDraft[] = [];
  for (let seed = is.seeds[0]; seed <= is.seeds[1]; seed += 1) {
    for (const plan of plansOf(seed, { policy, acceptsTaxAmounts: is.override === "accept" }))
      if ("draft" in plan) drafts.push(plan.draft);
  }
  for (const kind of ["invoice", "credit_note"] as const) {
    const ofKind = drafts.filter((draft) => draft.kind === kind);
    expect(ofKind.length, kind).toBeGreaterThan((is.seeds[1] - is.seeds[0]) / 8);
    for (let at = 0; at < ofKind.length; at += 50) {
      const batch = ofKind.slice(at, at + 50);
      const elements = await send(
        kind,
        batch.map((draft) => ({ draft, contactId, name: null })),
      );
      const echoed = elements.map((element) =>
        element.ok
          ? [element.number, moneyText(element.total ?? "NaN"), moneyText(element.totalTax ?? "NaN")]
          : element.problems,
      );
      expect(echoed).toEqual(batch.map(({ number, total, totalTax }) => [number, total, totalTax]));
    }
  }
});

const base: PolicyInput = {
  revenueAccountCode: "200",
  storeTimezone: "Europe/London",
  taxMap: [
    { rate: "20", country: "any", taxType: "OUTPUT2" },
    { rate: "5", country: "any", taxType: "RROUTPUT" },
    { rate: "0", country: "any", taxType: "ZERORATEDOUTPUT" },
  ],
};

function plansOf(
  seed: number,
  at: { policy: ReturnType<typeof policySchema.parse>; acceptsTaxAmounts: boolean },
): DocumentPlan[] {
  const { policy, acceptsTaxAmounts } = at;
  const context: DocumentContext = {
    storeCode: "ACME",
    storeViewId: 1,
    url: `https://counterfoil.example/d/MARK${String(seed).padStart(6, "0")}`,
    mark: `MARK${String(seed).padStart(6, "0")}`,
    createdAt: "2026-11-01T12:00:00Z",
    acceptsTaxAmounts,
  };
  const random = seededRandom(seed);
  const shared = { policy, reference, context };
  if (seed % 4 !== 0) return [planInvoice({ sale: generateInvoice(random, seed).sale, ...shared })];
  const { sale, invoice } = generateCreditMemo(random, seed);
  const parent = planInvoice({ sale: invoice, ...shared });
  const posted = "draft" in parent ? parent.draft : null;
  return [parent, planCreditNote({ sale, parent: { sale: invoice, posted }, ...shared })];
}

async function send(
  what: "contact" | "invoice" | "credit_note",
  items: Extract<LedgerOperation, { kind: "create" }>["items"],
): Promise<LedgerElement[]> {
  const request = xero.ledger.request({ kind: "create", what, items });
  const outcome = await xero.ledger.send({ ...access, request, idempotencyKey: randomUUID() });
  if (outcome.kind !== "elements") throw new Error(JSON.stringify(outcome));
  return outcome.elements;
}
