import { readFile } from "node:fs/promises";
import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { onboard, signUp } from "./merchant.ts";
import { type Shop, startShop } from "./shop.ts";
import { system } from "./system.ts";

let shop: Shop;
test.beforeAll(async () => {
  shop = await startShop("History & Sons");
});
test.afterAll(() => shop?.stop());

const row = (page: Page, number: string) => page.getByRole("row").filter({ hasText: number });

test("the sync history: filters, search, CSV, choose and retry, and two browsers that see the same", async ({
  page,
  context,
  browser,
}) => {
  const { webUrl } = system();
  const merchant = await signUp(context, "History and Sons");
  await page.goto(`${webUrl}/dashboard/customers`);
  await expect(page.getByText("No customers yet").filter({ visible: true })).toBeVisible();
  await onboard(merchant, { shop, prefix: "HS-" });
  const good = await raise({ total: 40, first: "Zoë", last: "Quill" });
  const held = [await raise({ tax: 7, last: "Marsh" }), await raise({ tax: 7, last: "Marsh" })];
  await page.goto(`${webUrl}/dashboard/sync`);
  await expect(row(page, good)).toContainText("In Xero");
  for (const number of held) await expect(row(page, number)).toContainText("Needs you");

  await test.step("each way of finding one", async () => {
    for (const [search, finds] of [
      [String(Number(good)), good],
      [`hs-${good}`, good],
      ["zoë q", good],
      ["QUILL", good],
      ["48.00", good],
    ] as const) {
      await page.getByRole("searchbox").fill(search);
      await page.getByRole("button", { name: "Search" }).click();
      await expect(page.getByRole("link", { name: `“${search}”` }), "the filter shows").toBeVisible();
      await expect(row(page, finds), `by ${search}`).toBeVisible();
      await expect(page.getByRole("row"), `by ${search}, and nothing else`).toHaveCount(2);
    }
    await page.getByRole("searchbox").fill("nobody of that name");
    await page.keyboard.press("Enter");
    await expect(page.getByText("No document fits").filter({ visible: true })).toBeVisible();
    await page.getByRole("link", { name: "Show all documents" }).click();
    await expect(page.getByRole("row")).toHaveCount(4);
  });

  await test.step("filters stand in the address, show, and are taken away one by one", async () => {
    await page.getByText("Filters", { exact: true }).filter({ visible: true }).click();
    await page.getByLabel("Reason").selectOption({ label: "Needs a tax rate (2)" });
    await page.getByLabel("Kind").selectOption("invoice");
    await page.getByLabel("At least").fill("100");
    await page.getByRole("button", { name: "Show these" }).click();
    await expect(page).toHaveURL(/reason=tax_rate_unmapped/);
    await expect(page.getByRole("row")).toHaveCount(3);
    const chip = (label: string) => page.getByRole("link", { name: `${label} , take this filter away` });
    await chip("From 100").click();
    // At once: the list without the first is still on its way.
    await chip("Invoices").click();
    await expect(page).toHaveURL(/\/dashboard\/sync\?reason=tax_rate_unmapped$/);
    await page.reload();
    await expect(chip("Needs a tax rate")).toBeVisible();
    await expect(chip("Invoices")).toHaveCount(0);
    await expect(page.getByText("2 documents", { exact: true }).filter({ visible: true })).toBeVisible();
    await page.goto(`${webUrl}/dashboard/sync?least=ten`);
    await expect(page.getByText("Give the least amount as 19.99.").filter({ visible: true })).toBeVisible();
  });

  await test.step("the list as CSV, filtered", async () => {
    await page.goto(`${webUrl}/dashboard/sync?${new URLSearchParams({ word: "Needs you" })}`);
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "Export CSV" }).click();
    const csv = await readFile(await (await download).path(), "utf8");
    const lines = csv.split("\r\n").filter(Boolean);
    expect(lines).toHaveLength(3);
    expect(csv).toContain("Needs you,Needs a tax rate,");
    expect(csv, "a name that would calculate is text").toContain(",'=Ada Marsh,");
  });

  await test.step("chosen ones are tried again, by keyboard, and all of a reason", async () => {
    await page.getByLabel(`Choose ${held[0]}`).focus();
    await page.keyboard.press("Space");
    await expect(page.getByText("1 chosen").filter({ visible: true })).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByText("1 chosen")).toHaveCount(0);
    await page.getByRole("button", { name: "Tick all on this page" }).click();
    await expect(page.getByText("2 chosen").filter({ visible: true })).toBeVisible();
    await page.getByRole("button", { name: "Retry", exact: true }).click();
    await expect(page.getByText("2 documents are tried again.").first()).toBeVisible();
    await page.goto(`${webUrl}/dashboard/sync?reason=tax_rate_unmapped`);
    await page.getByRole("button", { name: "Retry all 2" }).click();
    await expect(page.getByText("2 documents are tried again.").first()).toBeVisible();
  });

  await test.step("a document that is posted appears in both browsers within two seconds", async () => {
    const elsewhere = await another(browser.newContext(), context);
    const second = await elsewhere.newPage();
    await Promise.all([page, second].map((each) => each.goto(`${webUrl}/dashboard/sync`)));
    const number = await raise({ total: 10, last: "Later" });
    const postedAt = await inXeroAt(merchant, number);
    await Promise.all([page, second].map((each) => expect(row(each, number)).toContainText("In Xero")));
    expect(Date.now() - postedAt, "milliseconds after it was known to be posted").toBeLessThan(2_000);
    await elsewhere.close();
  });

  await test.step("customers have a list of their own", async () => {
    await page.getByRole("link", { name: "Customers" }).first().click();
    await expect(row(page, "Zoë Quill")).toContainText("Made by us");
    await page.getByRole("searchbox").fill("quill");
    await page.getByRole("button", { name: "Search" }).click();
    await expect(page.getByRole("row")).toHaveCount(2);
    await row(page, "Zoë Quill").getByRole("link", { name: /1/ }).click();
    await expect(row(page, good)).toBeVisible();
  });
});

let customers = 0;

/** One invoice of one line, standard-rated unless told; answers its number. */
function raise(input: { total?: number; tax?: number; first?: string; last: string }): Promise<string> {
  const { total = 100, tax = total * 0.2, first = "=Ada", last } = input;
  customers += 1;
  return shop.raiseInvoice({
    lines: [{ line_subtotal: total, line_tax: tax }],
    customer: {
      magento_id: customers,
      email: `c${customers}@example.com`,
      first_name: first,
      last_name: last,
    },
  });
}

async function another(made: Promise<BrowserContext>, like: BrowserContext): Promise<BrowserContext> {
  const context = await made;
  await context.addCookies(await like.cookies());
  return context;
}

/** When the list first said so, by this clock. */
async function inXeroAt(merchant: { get<T>(path: string): Promise<T> }, number: string): Promise<number> {
  let at = 0;
  await expect(async () => {
    const { rows } = await merchant.get<{ rows: { word: string }[] }>(`/api/documents?search=${number}`);
    at = Date.now();
    expect(rows[0]?.word).toBe("In Xero");
  }).toPass({ intervals: [50], timeout: 20_000 });
  return at;
}
