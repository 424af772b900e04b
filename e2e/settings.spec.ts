import { expect, type Page, test } from "@playwright/test";
import { findViolations } from "./find-violations.ts";
import { onboard, signUp } from "./merchant.ts";
import { type Shop, startShop } from "./shop.ts";
import { system } from "./system.ts";

let shop: Shop;
test.beforeAll(async () => {
  shop = await startShop("Settings & Sons");
});
test.afterAll(() => shop?.stop());

const saved = (page: Page) => page.getByText(/^Saved\. /).first();
const bar = (page: Page) => page.getByRole("region", { name: "Unsaved changes" });

test("settings: a picker, a field that is not right, a preview, a conflict, versions, and a document by hand", async ({
  page,
  context,
}) => {
  const { webUrl } = system();
  const merchant = await signUp(context, "Settings and Sons");
  const [old] = await shop.raise();
  const bindingId = await onboard(merchant, { shop, prefix: "SET-" });
  const base = `${webUrl}/dashboard/bindings/${bindingId}`;
  const [next] = await shop.raise();
  const wordOf = async (number: string | undefined) => {
    const found = await merchant.get<{ rows: { word: string }[] }>(`/api/documents?search=${number}`);
    return found.rows[0]?.word;
  };
  await expect.poll(() => wordOf(next?.increment_id)).toBe("In Xero");

  await test.step("the only account that fits is typed and picked by keyboard", async () => {
    await page.goto(`${base}/settings`);
    await expect(page.getByText("200 Sales is").first(), "a value says where it comes from").toBeVisible();
    const picker = page.getByRole("combobox", { name: "Shipping account" });
    await picker.fill("shipping inc");
    await expect(page.getByRole("listbox").getByRole("option")).toHaveCount(1);
    await picker.press("Enter");
    await expect(picker).toHaveValue("205 Shipping Income");
    await expect(bar(page)).toContainText("1 unsaved change");
  });

  await test.step("what saving would refuse stands at its field while it is typed", async () => {
    const days = page.getByRole("textbox", { name: "Payment terms" });
    await days.fill("400");
    await expect(page.locator("#paymentTermsDays-error")).toHaveText("A number of days from 0 to 365.");
    await expect(days).toHaveAttribute("aria-invalid", "true");
    await page.getByRole("combobox", { name: "The store's time zone" }).click();
    await expect(page.getByRole("listbox")).toBeVisible();
    expect(await findViolations(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await days.fill("21");
    await expect(page.locator("#paymentTermsDays-error")).toHaveCount(0);
  });

  await test.step("leaving asks, and reverting takes back", async () => {
    await page.getByRole("link", { name: "Version history" }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog).toContainText("Leave without saving 2 changes?");
    await dialog.getByRole("button", { name: "Stay here" }).click();
    await bar(page).getByRole("button", { name: "Revert" }).click();
    await expect(bar(page)).toBeHidden();
    await expect(page.getByRole("textbox", { name: "Payment terms" })).not.toHaveValue("21");
  });

  await test.step("a preview shows what would change, to the cent, and saves nothing", async () => {
    const picker = page.locator("#revenueAccountCode");
    await picker.fill("260");
    await picker.press("Enter");
    await bar(page).getByRole("button", { name: "Preview" }).click();
    await expect(
      page.getByText(/of the last \d+ documents? would change/).filter({ visible: true }),
    ).toBeVisible();
    const row = page.locator("#preview details").first();
    await row.locator("summary").first().click();
    await expect(row.getByRole("table")).toContainText("260 Other Revenue");
    await expect(row.getByRole("table")).toContainText("0.00");
    await bar(page).getByRole("button", { name: "Save" }).click();
    await expect(saved(page)).toContainText(/prepared again|from now on/);
  });

  await test.step("somebody else saved first: theirs is shown, what was typed is kept", async () => {
    const other = await context.newPage();
    await other.goto(`${base}/settings`);
    await other.getByRole("textbox", { name: "Payment terms" }).fill("45");
    await page.getByRole("textbox", { name: "Payment terms" }).fill("30");
    await page.getByRole("textbox", { name: "Invoice number prefix" }).fill("SETT-");
    await bar(page).getByRole("button", { name: "Save" }).click();
    await expect(bar(page)).toBeHidden();
    await bar(other).getByRole("button", { name: "Save" }).click();
    const theirs = other
      .getByRole("alert")
      .filter({ hasText: "changed these settings while you were editing" });
    await expect(theirs).toContainText("SETT-");
    await expect(theirs).toContainText("30 days");
    await expect(other.getByRole("textbox", { name: "Payment terms" })).toHaveValue("45");
    await bar(other).getByRole("button", { name: "Save" }).click();
    await expect(saved(other)).toBeVisible();
    await expect(other.getByRole("textbox", { name: "Invoice number prefix" })).toHaveValue("SETT-");
    await other.close();
  });

  await test.step("versions say who changed what, and one can go back", async () => {
    await page.goto(`${base}/settings/history`);
    const newest = page.locator("main ol > li").first();
    await expect(newest).toContainText("Olive Owner");
    await expect(newest).toContainText("30 days");
    await expect(newest).toContainText("45 days");
    const before = page.locator("main ol > li").nth(1);
    await before.getByText("Go back to this version").click();
    await before.getByRole("button", { name: /Go back to version/ }).click();
    await expect(page.getByText(/Saved as version/).filter({ visible: true })).toBeVisible();
    await page.locator("main").getByRole("link", { name: "Settings", exact: true }).click();
    await expect(page.getByRole("textbox", { name: "Payment terms" })).toHaveValue("30");
  });

  await test.step("a document that was never announced is fetched, looked at and sent", async () => {
    await page.goto(`${base}/fetch`);
    await page
      .getByLabel(/Its address in Magento/)
      .fill("https://other.example/admin/sales/invoice/view/invoice_id/1/");
    await page.getByRole("button", { name: "Fetch", exact: true }).click();
    await expect(page.locator("#what-error")).toContainText("other.example");
    await page.getByLabel(/Its address in Magento/).fill(old?.increment_id ?? "");
    await page.getByRole("button", { name: "Fetch", exact: true }).click();
    await expect(page.getByRole("heading", { name: `In Magento: ${old?.increment_id}` })).toBeVisible();
    await page.getByRole("button", { name: /Send to Xero|Take it in/ }).click();
    await expect(page.getByText(`${old?.increment_id} is taken in`).filter({ visible: true })).toBeVisible();
    await expect.poll(() => wordOf(old?.increment_id)).toBe("In Xero");
  });
});
