import { expect, type Page, test } from "@playwright/test";
import { signUp } from "./merchant.ts";
import { UK } from "./organisations.ts";
import { type Shop, startShop } from "./shop.ts";
import { system } from "./system.ts";
import { tryPairing } from "./try-pairing.ts";

let shop: Shop;
test.beforeAll(async () => {
  shop = await startShop("Fern & Friends");
});
test.afterAll(() => shop?.stop());

test("somebody else does each step by a link, Xero first; the links open nothing else", async ({
  page,
  context,
  browser,
}) => {
  const { webUrl } = system();
  await signUp(context, "Delegating Ltd");
  const colleague = await browser.newContext();
  const there = await colleague.newPage();

  const xero = await newLink(page, `${webUrl}/dashboard/connect-xero`);
  await there.goto(`${xero}/xero`);
  await expect(there, "not past the page that says who asks").toHaveURL(xero);
  await expect(there.getByText(/Olive Owner asks you to connect/).filter({ visible: true })).toBeVisible();
  await expect(there.getByText("Never a Xero password").filter({ visible: true })).toBeVisible();
  await there.getByRole("link", { name: "Connect Xero" }).click();
  await there.locator("#cancel").click();
  await expect(there.getByText(/You did not allow access/).filter({ visible: true })).toBeVisible();
  await there.getByRole("link", { name: "Connect Xero" }).click();
  await there.getByLabel(UK.name).check();
  await there.locator("#allow").click();
  await expect(there.getByRole("heading", { name: "Done, thank you" })).toBeVisible();
  await expect(there.getByText(/Consented by/).filter({ visible: true })).toBeVisible();
  await page.reload();
  await expect(page.getByText(/Done: .*, by .*@/).filter({ visible: true })).toBeVisible();
  await expect(page.getByText("Xero is connected").filter({ visible: true })).toBeVisible();

  const magento = await newLink(page, `${webUrl}/dashboard/connect-magento`);
  await there.goto(magento);
  await expect(there.getByText(/Olive Owner asks you to pair/).filter({ visible: true })).toBeVisible();
  await tryPairing(there, { address: shop.url, code: "0".repeat(32), says: /does not accept this code/ });
  await there.getByLabel("Pairing code").fill(await shop.pairingCode());
  await there.getByRole("button", { name: "Connect Magento" }).click();
  await expect(there.getByRole("heading", { name: "Done, thank you" })).toBeVisible();

  const unused = await newLink(page, `${webUrl}/dashboard/connect-magento`);
  await page.getByRole("button", { name: "Take it back" }).click();
  await expect(page.getByText("Taken back.").filter({ visible: true })).toBeVisible();
  await there.goto(unused);
  await expect(there.getByText("This link has been taken back.").filter({ visible: true })).toBeVisible();
  await there.goto(`${webUrl}/link/${"a".repeat(43)}`);
  await expect(there.getByText("There is no such link.").filter({ visible: true })).toBeVisible();
  await there.goto(`${webUrl}/dashboard`);
  await expect(there, "the colleague has no way into the account").toHaveURL(/\/sign-in/);
  await colleague.close();

  await page.goto(`${webUrl}/dashboard/connect-xero`);
  await page.getByRole("button", { name: "Use this organisation" }).click();
  await expect(page, "the two steps meet").toHaveURL(/\/dashboard\/bindings\/[0-9a-f-]{36}/);
});

/** Makes a link on a page of the dashboard, and reads it there. */
async function newLink(page: Page, at: string): Promise<string> {
  await page.goto(at);
  await page.getByRole("button", { name: "Make a link" }).click();
  const shown = page.locator("[data-link]");
  await expect(shown).toHaveText(/\/link\/[\w-]{43}$/);
  return (await shown.textContent()) ?? "";
}
