import type { BrowserContext } from "@playwright/test";
import { createMerchant, type Merchant } from "../scripts/demo/merchant.ts";
import { UK } from "./organisations.ts";
import type { Shop } from "./shop.ts";
import { system } from "./system.ts";

export const PASSWORD = "a quiet afternoon";

/** A merchant of one's own who is signed in, over HTTP and in the browser. Pages can be opened at once. */
export async function signUp(
  context: BrowserContext,
  company: string,
  webUrl = system().webUrl,
): Promise<Merchant> {
  const merchant = createMerchant(webUrl);
  const email = `${company.toLowerCase().replaceAll(/[^a-z]+/g, ".")}@example.com`;
  await merchant.enter({ name: "Olive Owner", company, email, password: PASSWORD });
  await context.addCookies(merchant.cookies().map((cookie) => ({ ...cookie, url: webUrl })));
  return merchant;
}

/**
 * Pairs, connects and starts, over HTTP. `prefix` keeps its numbers apart from those of other stories in the same organisation.
 * Answers the binding's id.
 */
export async function onboard(
  merchant: Merchant,
  input: { shop: Shop; prefix: string; organisationId?: string; changes?: object },
): Promise<string> {
  const { shop, prefix, organisationId = UK.id, changes } = input;
  await pair(merchant, shop);
  const landed = await merchant.connectXero(organisationId);
  const bindingId = /\/dashboard\/bindings\/([0-9a-f-]{36})/.exec(landed)?.[1];
  if (!bindingId) throw new Error(`Connecting Xero ended on ${landed} instead of the binding's page.`);
  const version = await readVersion(merchant, bindingId);
  await merchant.post(`/api/bindings/${bindingId}/policy`, {
    baseVersion: version,
    changes: { invoiceNumberPrefix: prefix, creditNoteNumberPrefix: `CN-${prefix}`, ...changes },
  });
  await merchant.post(`/api/bindings/${bindingId}/start`, { since: "everything" });
  return bindingId;
}

export async function pair(merchant: Merchant, shop: Shop): Promise<void> {
  await merchant.post("/api/stores", { baseUrl: shop.url, pairingCode: await shop.pairingCode() });
}

/** The proposed settings are version 2: they are written once every list of the organisation is there. */
async function readVersion(merchant: Merchant, bindingId: string): Promise<number> {
  const endsAt = Date.now() + 60_000;
  for (;;) {
    const page = await merchant.get<{
      reference: { isComplete: boolean };
      settings: { version: number };
    }>(`/api/bindings/${bindingId}`);
    if (page.reference.isComplete && page.settings.version > 1) return page.settings.version;
    if (Date.now() > endsAt) throw new Error("The organisation's lists were not read within a minute.");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
