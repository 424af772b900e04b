import { expect, test } from "@playwright/test";
import { demoAccounts } from "../apps/web/src/demo/demo-accounts.ts";
import { createMerchant } from "../scripts/demo/merchant.ts";
import { system } from "./system.ts";

test("a reader finds an answer on a phone, signed out and without JavaScript", async ({ browser }) => {
  const context = await browser.newContext({
    javaScriptEnabled: false,
    viewport: { width: 390, height: 844 },
  });
  const page = await context.newPage();
  await page.goto(`${system().webUrl}/help`);
  await page.getByLabel("Search the help").fill("lock date");
  await page.getByRole("button", { name: "Search" }).click();
  await expect(page).toHaveURL(/q=lock/);
  await page.getByRole("link", { name: /Locked periods/ }).click();
  await expect(page).toHaveURL(/dates-and-numbers#locked-periods$/);
  await expect(page.getByRole("heading", { name: "Locked periods" })).toBeInViewport();
  await page.getByRole("link", { name: "held" }).click();
  await expect(page.locator("#period_locked")).toBeInViewport();
  expect(
    await page.evaluate("document.documentElement.scrollWidth"),
    "nothing is cut off",
  ).toBeLessThanOrEqual(390);
  await context.close();
});

test("the demo lets one in with one click, and lists what to try", async ({ page }) => {
  const { webUrl } = system();
  await createMerchant(webUrl).enter(demoAccounts.shop);
  await page.goto(`${webUrl}/demo`);
  await expect(page.getByRole("listitem")).toHaveCount(5);
  await page.getByRole("button", { name: "Look around" }).click();
  await expect(page).toHaveURL(/\/dashboard$/);
  await expect(page.getByText(demoAccounts.shop.company).first()).toBeVisible();
});
