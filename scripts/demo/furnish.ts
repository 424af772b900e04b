import { IRISH_ORGANISATION_ID } from "@counterfoil/xero-simulator/seed/ireland";
import { UK_ORGANISATION_ID } from "@counterfoil/xero-simulator/seed/united-kingdom";
import { demoAccounts } from "../../apps/web/src/demo/demo-accounts.ts";
import { control } from "./control.ts";
import { createMerchant, type Merchant } from "./merchant.ts";
import { changePolicy, onboard } from "./onboard.ts";
import { poll } from "./poll.ts";
import type { createProgress } from "./progress.ts";
import { line, person, raiseEurope, raiseHistory } from "./raise-history.ts";

type Rooms = {
  webUrl: string;
  xeroUrl: string;
  storeUrl: string;
  europeUrl: string;
  emptyUrl: string;
  progress: ReturnType<typeof createProgress>;
};

const AT_REST_MS = 90_000;
const MOVING = new Set(["queued", "planned", "sending", "unconfirmed", "reversing"]);

/** Whom the bookkeeper had in Xero before us: the first is taken over, the second is somebody else until a person says otherwise. */
const HARBOUR = { ...person(1, "Nora", "Harbour"), email: "nora@harbour.example" };
const ROSA = person(2, "Rosa", "Whitfield");

/** Before Xero is connected: what its books hold already. */
export async function prepareBooks({ xeroUrl, progress }: Rooms): Promise<void> {
  progress.step("writing two customers into Xero, as a bookkeeper did years ago");
  const contacts = `${xeroUrl}/__sim/organisations/${UK_ORGANISATION_ID}/contacts`;
  await control(contacts, { name: "Nora Harbour", emailAddress: HARBOUR.email });
  await control(contacts, { name: "Rosa Whitfield", emailAddress: "rosa@an-older-address.example" });
}

/** Sixty days of the UK store, with everything in it that stops somewhere. */
export async function furnishUnitedKingdom(rooms: Rooms, merchant: Merchant, bindingId: string) {
  const { storeUrl, progress } = rooms;
  progress.step("raising sixty days of invoices and credit memos");
  const raised = await raiseHistory(storeUrl);
  const invoice = { currency: "GBP", payment_method: "stripe_payments", country_id: "GB" };
  await control(`${storeUrl}/__sim/invoices`, { ...invoice, customer: HARBOUR, lines: [line("75.00", 20)] });
  await control(`${storeUrl}/__sim/invoices`, { ...invoice, customer: ROSA, lines: [line("35.00", 20)] });
  await untilAtRest(merchant, raised + 2, progress);

  progress.step("sending one invoice as a draft, whose payment waits for somebody's approval");
  await changePolicy(merchant, bindingId, { invoiceStatus: "DRAFT" });
  await control(`${storeUrl}/__sim/invoices`, {
    ...invoice,
    customer: person(3, "Tamsin", "Draper"),
    lines: [line("480.00", 20)],
  });
  await untilAtRest(merchant, raised + 3, progress);
  await changePolicy(merchant, bindingId, { invoiceStatus: "AUTHORISED" });
}

/** A second store in a second organisation. Its numbers are the first one's too: nothing may be looked for by number after it. */
export async function furnishEurope(rooms: Rooms, merchant: Merchant): Promise<void> {
  const { europeUrl, progress } = rooms;
  await onboard(merchant, {
    storeUrl: europeUrl,
    organisationId: IRISH_ORGANISATION_ID,
    changes: {},
    progress,
  });
  progress.step("raising an Irish shop's sales, seven of them at a rate that nobody has mapped");
  const before = (await documents(merchant)).length;
  const raised = await raiseEurope(europeUrl);
  await untilAtRest(merchant, before + raised, progress);
}

/** An account with nothing in it, for whoever wants to begin from the beginning. */
export async function furnishEmpty({ webUrl, progress }: Rooms): Promise<void> {
  progress.step("opening an account with nothing in it");
  await createMerchant(webUrl).enter(demoAccounts.empty);
}

async function untilAtRest(merchant: Merchant, count: number, progress: Rooms["progress"]): Promise<void> {
  await poll(AT_REST_MS, "the documents to come to rest", async () => {
    const rows = await documents(merchant);
    const done = rows.filter(({ state }) => !MOVING.has(state)).length;
    progress.count(`${rows.length} of ${count} seen, ${done} done`);
    return rows.length >= count && done === rows.length;
  });
}

async function documents(merchant: Merchant): Promise<{ state: string }[]> {
  return (await merchant.get<{ rows: { state: string }[] }>("/api/documents?limit=200")).rows;
}
