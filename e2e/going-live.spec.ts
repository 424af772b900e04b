import { type BrowserContext, expect, test } from "@playwright/test";
import { makeOperator } from "./make-operator.ts";
import { onboard, signUp } from "./merchant.ts";
import { AUSTRALIA } from "./organisations.ts";
import { startShop } from "./shop.ts";
import { system } from "./system.ts";

test("from the sandbox to the real books, by an operator", async ({ page, context, browser }) => {
  const { webUrl } = system();
  const merchant = await signUp(context, "Harbour Rope");
  const shop = await startShop("Harbour Rope");
  try {
    const bindingId = await onboard(merchant, { shop, prefix: "HR-" });
    const [sent] = await shop.raise({ count: 2, kind: "invoice" });
    await page.goto(`${webUrl}/dashboard/sync`);
    await expect(page.getByRole("row").filter({ hasText: sent?.increment_id ?? "?" })).toContainText(
      "In Xero",
    );
    await expect(page.getByText("Sandbox: not your real books").filter({ visible: true })).toBeVisible();
    await test.step("to everybody else there is no operators' page", async () => {
      const response = await page.goto(`${webUrl}/operator`);
      expect(response?.status()).toBe(404);
    });
    await test.step("an operator moves the account", () => goLive(browser.newContext(), "Harbour Rope"));
    await test.step("the ribbon is gone, and the settings are there once Xero is connected", async () => {
      await page.goto(`${webUrl}/dashboard/bindings`);
      await expect(page.getByText("Sandbox: not your real books")).toHaveCount(0);
      const landed = await merchant.connectXero(AUSTRALIA.id);
      const live = /\/dashboard\/bindings\/([0-9a-f-]{36})/.exec(landed)?.[1] ?? "";
      expect(live).not.toBe("");
      expect(live).not.toBe(bindingId);
      await expect
        .poll(
          async () => {
            const read = await merchant.get<{
              settings: { version: number; policy?: { invoiceNumberPrefix: string } };
              startedAt: string | null;
            }>(`/api/bindings/${live}`);
            return read.settings.version;
          },
          { timeout: 60_000 },
        )
        .toBeGreaterThan(1);
      await page.goto(`${webUrl}/dashboard/bindings/${live}/settings`);
      await expect(page.getByLabel("Invoice number prefix")).toHaveValue("HR-");
    });
    await test.step("the log says who did it", async () => {
      await page.goto(`${webUrl}/dashboard/audit?kind=account`);
      await expect(
        page.locator("#content").getByText("moved this account from the sandbox to its real books"),
      ).toBeVisible();
    });
  } finally {
    await shop.stop();
  }
});

async function goLive(opening: Promise<BrowserContext>, name: string): Promise<void> {
  const { webUrl } = system();
  const staff = await opening;
  await signUp(staff, "Counterfoil Staff");
  makeOperator("counterfoil.staff@example.com");
  const page = await staff.newPage();
  await page.goto(`${webUrl}/operator`);
  await page.getByLabel("Search").fill(name);
  await page.getByRole("button", { name: "Search" }).click();
  await expect(page).toHaveURL(/search=/);
  await page.getByRole("link", { name, exact: true }).click();
  await page.getByLabel("Plan").selectOption("scale");
  await page.getByRole("button", { name: "Change plan" }).click();
  await expect(page.getByText("The plan is changed").filter({ visible: true })).toBeVisible();
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  await expect(page.getByText(/^Paused\. Everything is received/).filter({ visible: true })).toBeVisible();
  await page.getByRole("button", { name: "Resume", exact: true }).click();
  await expect(page.getByText("It goes on.").filter({ visible: true })).toBeVisible();
  await page.getByLabel(`Type ${name} to confirm`).fill(name);
  await page.getByRole("button", { name: "Go live" }).click();
  await expect(page.getByText("It is live").filter({ visible: true })).toBeVisible();
  await staff.close();
}
