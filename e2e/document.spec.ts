import { expect, type Page, test } from "@playwright/test";
import { listPages } from "../scripts/screens/list-pages.ts";
import { onboard, signUp } from "./merchant.ts";
import { UK } from "./organisations.ts";
import { type Shop, startShop } from "./shop.ts";
import { system } from "./system.ts";

let shop: Shop;
test.beforeAll(async () => {
  shop = await startShop("Documents & Daughters");
});
test.afterAll(() => shop?.stop());

test("a document's page: both papers, its story, and each fix where the trouble stands", async ({
  page,
  context,
  browser,
}) => {
  const { xeroUrl } = system();
  const merchant = await signUp(context, "Documents and Daughters");
  const bindingId = await onboard(merchant, { shop, prefix: "DD-" });
  const good = await shop.raiseInvoice({ payment_method: "stripe_payments", lines: LINES });
  const short = [
    await shop.raiseInvoice({ lines: LINES, grand_total: 160 }),
    await shop.raiseInvoice({ lines: LINES, grand_total: 150 }),
  ];
  const taxed = await shop.raiseInvoice({
    lines: [{ line_subtotal: 100, line_tax: 17.5 }],
    country_id: "FR",
  });

  await test.step("line beside line, to the cent, and into Xero", async () => {
    await open(page, good);
    await expect(state(page)).toHaveText("In Xero");
    await expect(page.getByText("£172.80")).not.toHaveCount(0);
    await expect(page.getByRole("img", { name: "the same in Xero" })).toHaveCount(3);
    await page.getByText("Why", { exact: true }).first().click();
    await expect(page.getByText(/^Line 1: net 100/).filter({ visible: true })).toBeVisible();
    await page.getByText("The call", { exact: true }).last().click();
    await expect(page.getByText("Xero's request id").last()).toBeVisible();
    await expect(page.getByText("Magento was told").first()).toBeVisible();
    const opened = context.waitForEvent("page");
    await page.getByRole("link", { name: "Open in Xero" }).click();
    const xero = await opened;
    await expect(xero.locator("body")).toContainText(`DD-${good}`);
    await xero.close();
  });

  const { invoices } = (await (await fetch(`${xeroUrl}/__sim/organisations/${UK.id}/ledger`)).json()) as {
    invoices: { number: string; url: string }[];
  };
  const link = invoices.find(({ number }) => number === `DD-${good}`)?.url ?? "";

  await test.step("what Xero's document links to is this page; for somebody else it is not there", async () => {
    await page.goto(link);
    await expect(page.getByRole("heading", { level: 1 })).toContainText(good);
    const address = page.url();
    const strangers = await browser.newContext();
    await signUp(strangers, "Documents of nobody");
    const strange = await strangers.newPage();
    await strange.goto(address);
    await expect(strange.getByText("There is no such document").filter({ visible: true })).toBeVisible();
    await expect(strange.getByText(good)).toHaveCount(0);
    const documentId = address.split("/").at(-1) ?? "";
    const tenantId = documentId;
    for (const own of listPages({ bindingId, documentId, storeId: bindingId, tenantId })) {
      if (!own.isPrivate || !own.route.includes("[")) continue;
      const response = await strange.request.get(new URL(own.path, address).href);
      expect(response.status(), own.path).toBe(404);
      expect(await response.text(), own.path).not.toContain(good);
    }
    await strangers.close();
  });

  await test.step("a phone: Xero's paper under Magento's, nothing wider than the screen", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    const [above, below] = [page.getByText("Total in Magento"), page.getByText("Total in Xero")];
    await expect(below).toBeVisible();
    const [first, second] = [await above.boundingBox(), await below.boundingBox()];
    expect(second?.y ?? 0).toBeGreaterThan((first?.y ?? 0) + 100);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  await test.step("a gift card's account, chosen once: both go, without a reload", async () => {
    await open(page, short[0] ?? "");
    await expect(page.getByText(/12\.80 less than its lines/).first()).toBeVisible();
    await expect(page.getByText("2 documents go with it").filter({ visible: true })).toBeVisible();
    await page.getByLabel("Account for gift cards and store credit").selectOption("830");
    await page.getByRole("button", { name: "Save and go on" }).click();
    await expect(state(page)).toHaveText("In Xero");
    await open(page, short[1] ?? "");
    await expect(state(page)).toHaveText("In Xero");
    await expect(page.getByText("Taken off, on no line").filter({ visible: true })).toBeVisible();
  });

  await test.step("left out with a note, by keyboard alone; taken in again; its tax rate chosen", async () => {
    await open(page, taxed);
    await page.getByRole("button", { name: "Leave out" }).focus();
    await page.keyboard.press("Enter");
    await page.getByLabel("Note").fill("Sold at the fair, in the till already");
    await page.keyboard.press("Enter");
    await expect(state(page)).toHaveText("Left out");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(page.getByText("Olive Owner left it out").filter({ visible: true })).toBeVisible();
    await expect(page.getByText(/in the till already/).first()).toBeVisible();
    await page.getByRole("button", { name: "Take it in again" }).click();
    await page.getByRole("button", { name: "Take it in", exact: true }).click();
    await expect(state(page)).toHaveText("Needs you");
  });

  await test.step("already in Xero: what is another's is refused, on the form", async () => {
    await page.getByRole("button", { name: "It is already in Xero" }).click();
    await page.getByLabel("Its number in Xero").fill("DD-no-such");
    await page.getByRole("button", { name: "Compare and link" }).click();
    await expect(page.getByRole("alert").filter({ hasText: "DD-no-such" })).toBeVisible();
    await expect(page.getByLabel("Its number in Xero")).toHaveValue("DD-no-such");
    await page.getByLabel("Its number in Xero").fill(`DD-${good}`);
    await page.getByRole("button", { name: "Compare and link" }).click();
    await expect(page.getByText("Xero has £172.80, Magento £117.50").filter({ visible: true })).toBeVisible();
    await page.getByLabel("It is the same document all the same.").check();
    await page.getByRole("button", { name: "Compare and link" }).click();
    await expect(
      page.getByText("stands for another document of yours already").filter({ visible: true }),
    ).toBeVisible();
    await page.keyboard.press("Escape");
    await page.getByLabel(/^Xero tax rate for 17\.5 %/).selectOption({ index: 1 });
    await page.getByRole("button", { name: "Save and go on" }).click();
    await expect(state(page)).toHaveText("In Xero");
  });
});

const LINES = [
  { sku: "LAMP-OAK", name: "Oak desk lamp", qty: 2, line_subtotal: 100, line_tax: 20, line_discount: 12 },
  { sku: "CUSHION", name: "Linen cushion", qty: 3, line_subtotal: 54, line_tax: 10.8 },
];

/** By its row, as a person does. */
async function open(page: Page, number: string): Promise<void> {
  await page.goto(`${system().webUrl}/dashboard/sync?search=${number}`);
  await page.getByRole("row").filter({ hasText: number }).getByRole("link", { name: number }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(number);
}

/** The word beside the heading. */
const state = (page: Page) =>
  page
    .locator("header")
    .filter({ has: page.getByRole("heading", { level: 1 }) })
    .getByText(/^(On its way|Waiting|In Xero|Needs you|Left out)$/);
