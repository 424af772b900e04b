import { expect, type Page, test } from "@playwright/test";
import { onboard, signUp } from "./merchant.ts";
import { IRELAND } from "./organisations.ts";
import { type Shop, startShop } from "./shop.ts";
import { system } from "./system.ts";

let shop: Shop;
test.beforeAll(async () => {
  shop = await startShop("Home & Hearth");
});
test.afterAll(() => shop?.stop());

test("home: what agrees, what needs somebody, pausing, ending, and a Xero that is away", async ({
  page,
  context,
}) => {
  const { webUrl, xeroUrl } = system();
  const merchant = await signUp(context, "Home and Hearth");
  await test.step("before anything runs the steps stand there", async () => {
    await page.goto(`${webUrl}/dashboard`);
    await expect(page.getByRole("link", { name: "Connect Magento" }).first()).toBeVisible();
    await expect(page.getByText("Check what we found, and start").filter({ visible: true })).toBeVisible();
  });
  const bindingId = await onboard(merchant, { shop, prefix: "HH-", organisationId: IRELAND.id });
  const host = new URL(shop.url).host;

  const raise = (input: object) => shop.raiseInvoice({ currency: "EUR", country_id: "IE", ...input });
  const plain = { lines: [{ line_subtotal: 100, line_tax: 23 }] };
  await test.step("every figure opens its list, with the same count", async () => {
    await raise(plain);
    await raise(plain);
    // A rate that nobody mapped: twice, and one act.
    for (const subtotal of [100, 200])
      await raise({ lines: [{ line_subtotal: subtotal, line_tax: subtotal * 0.175 }] });
    await page.goto(`${webUrl}/dashboard`);
    const books = page.getByLabel(/^Acme Retail \(Ireland\), EUR/).first();
    await expect(
      page.getByText("2 documents need a tax rate").filter({ visible: true }),
      "one task for both",
    ).toBeVisible();
    await expect(books.getByText("4 documents").filter({ visible: true })).toBeVisible();
    await expect(books.getByText("€246.00").first()).toBeVisible();
    for (const [label, documents] of [
      ["4 documents", 4],
      ["2 documents", 2],
    ] as const) {
      await books.getByRole("link", { name: label, exact: true }).first().click();
      await expect(page).toHaveURL(/\/dashboard\/sync\?/);
      await expect(page.locator('[id^="document-"]')).toHaveCount(documents);
      await page.goBack();
    }
    await page.getByRole("link", { name: "Show 2 documents" }).click();
    await expect(page.locator('[id^="document-"]')).toHaveCount(2);
  });

  const row = page.getByRole("listitem").filter({ hasText: host });
  await test.step("pause and resume", async () => {
    await page.goto(`${webUrl}/dashboard/bindings`);
    await expect(row).toContainText(`Magento ${host} ↔ Xero ${IRELAND.name}`);
    await expect(row.getByText("Connected:")).toBeAttached();
    await choose(page, "Pause syncing");
    await expect(row).toContainText("Syncing is paused");
    await raise(plain);
    await page.goto(`${webUrl}/dashboard`);
    await expect(page.getByText(/Resume .*, and one document goes/).filter({ visible: true })).toBeVisible();
    await page.getByRole("button", { name: "Resume" }).first().click();
    await expect(page.getByText("What waited goes to Xero by itself.").first()).toBeVisible();
    await page.goto(`${webUrl}/dashboard/bindings`);
    await expect(row).toContainText("3 of 5 documents are in Xero");
  });

  await test.step("disconnect, and connect again: it goes on where it stopped", async () => {
    await choose(page, "Disconnect the two");
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByText("What waits").filter({ visible: true })).toBeVisible();
    await dialog.getByRole("button", { name: "Disconnect", exact: true }).click();
    await expect(page.getByText("Nothing more is sent.").first()).toBeVisible();
    await raise(plain);
    await page.getByRole("link", { name: "Connect again" }).click();
    await expect(page.getByText("These two were connected before").first()).toBeVisible();
    await page.getByRole("button", { name: "Connect the two" }).click();
    await expect(page.getByText("Connected again, and paused").filter({ visible: true })).toBeVisible();
    await row.getByRole("button", { name: "Resume" }).click();
    await expect(row).toContainText("4 of 6 documents are in Xero");
    expect(page.url(), "the same binding").toContain("/dashboard/bindings");
    await expect(row.getByRole("link", { name: "Settings" })).toHaveAttribute(
      "href",
      `/dashboard/bindings/${bindingId}/settings`,
    );
  });

  await test.step("Xero goes away: the row says so, and comes back by itself", async () => {
    const faults = `${xeroUrl}/__sim/faults`;
    await fetch(faults, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ kind: "cut-before", match: { organisation: IRELAND.id }, times: 1_000_000 }),
    });
    try {
      await raise(plain);
      await expect(row).toContainText("Xero does not answer at the moment");
    } finally {
      await fetch(faults, { method: "DELETE" });
    }
    await expect(row).toContainText("5 of 7 documents are in Xero");
  });

  await test.step("who let us in, what for, how long", async () => {
    await page.getByRole("link", { name: "Organisations and stores" }).click();
    const card = page.getByLabel(IRELAND.name, { exact: true });
    await expect(card).toContainText("Olive Owner");
    await expect(card).toContainText("calls left today");
    await card.getByText("What we may do there").filter({ visible: true }).click();
    await expect(card).toContainText("Invoices and credit notes: read and write");
    await card.getByRole("button", { name: "Refresh now" }).click();
    await expect(page.getByText(`We are connected to ${IRELAND.name}.`).first()).toBeVisible();
    const store = page.locator('li[id^="store-"]').filter({ hasText: host });
    await store.getByRole("button", { name: "Disconnect" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Disconnect", exact: true }).click();
    await expect(store.getByText("Disconnected", { exact: true }).filter({ visible: true })).toBeVisible();
    await expect(store.getByRole("link", { name: "Pair again" })).toBeVisible();
  });
});

async function choose(page: Page, item: string): Promise<void> {
  await page.getByRole("button", { name: /^More for/ }).click();
  await page.getByRole("menuitem", { name: item }).click();
}
