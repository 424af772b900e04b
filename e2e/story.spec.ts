import { expect, test } from "@playwright/test";
import { PASSWORD } from "./merchant.ts";
import { UK } from "./organisations.ts";
import { system } from "./system.ts";

test("from signing up to the same total in Xero", async ({ page, context }) => {
  const { webUrl, magentoUrl, xeroUrl } = system();
  await test.step("sign up, sign out, sign in", async () => {
    await page.goto(`${webUrl}/dashboard/sync`);
    await expect(page, "a deep link asks to sign in first").toHaveURL(/\/sign-in/);
    await page.goto(`${webUrl}/sign-up`);
    await page.getByLabel("Your name").fill("Olive Owner");
    await page.getByLabel("Business").fill("Acme Retail Ltd");
    await page.getByLabel("E-mail").fill("olive@example.com");
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Create account" }).click();
    await expect(page).toHaveURL(/\/dashboard$/);
    await context.clearCookies();
    const deepLink = `${webUrl}/dashboard/connect-magento?provider=xero&result=access_denied`;
    await page.goto(deepLink);
    await page.getByLabel("E-mail").fill("olive@example.com");
    await page.getByLabel("Password").fill("not the password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("alert").filter({ hasText: /./ })).toBeVisible();
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page, "the deep link survives signing in, with its query").toHaveURL(deepLink);
  });

  await test.step("pair the store", async () => {
    const store = await context.newPage();
    await store.goto(magentoUrl);
    await store.getByRole("button", { name: "Generate code" }).click();
    await expect(store.locator("#code")).toHaveText(/^[0-9a-f]{32}$/);
    const code = (await store.locator("#code").textContent()) ?? "";
    await store.close();
    await page.getByLabel("Store address").fill(magentoUrl);
    await page.getByLabel("Pairing code").fill("00000000000000000000000000000000");
    await page.getByRole("button", { name: "Connect Magento" }).click();
    await expect(
      page.getByText("Not connected", { exact: true }),
      "a wrong code is said in words",
    ).toBeVisible();
    await page.getByLabel("Pairing code").fill(code);
    await page.getByRole("button", { name: "Connect Magento" }).click();
    await expect(page).toHaveURL(/paired=1/);
  });

  await test.step("connect Xero", async () => {
    await page.goto(`${webUrl}/dashboard/connect-xero`);
    await page.getByRole("link", { name: "Connect Xero", exact: true }).first().click();
    await page.getByLabel(UK.name).check();
    await page.locator("#allow").click();
    await expect(page).toHaveURL(/\/dashboard\/bindings\/[0-9a-f-]{36}/);
    await expect(page.getByText(UK.name).first()).toBeVisible();
  });

  await test.step("start syncing", async () => {
    await page.getByRole("button", { name: "Start syncing" }).click();
    await expect(page.getByText("Syncing has started").filter({ visible: true })).toBeVisible();
    await expect(page.getByRole("button", { name: "Start syncing" })).toHaveCount(0);
  });

  const { number, total } = await test.step("raise an invoice in Magento", async () => {
    const store = await context.newPage();
    await store.goto(magentoUrl);
    const raised = store.waitForResponse((response) => response.url().endsWith("/__sim/raise"));
    await store.getByRole("button", { name: "Invoice", exact: true }).click();
    const { documents } = (await (await raised).json()) as {
      documents: { increment_id: string; grand_total: number }[];
    };
    await expect(store.getByText("✓ Synced").first(), "Magento is told").toBeVisible();
    await store.close();
    const [document] = documents;
    if (!document) throw new Error("nothing was raised");
    return { number: document.increment_id, total: document.grand_total.toFixed(2) };
  });

  await test.step("see it in the sync history", async () => {
    await page.goto(`${webUrl}/dashboard/sync`);
    const row = page.getByRole("row").filter({ hasText: number });
    await expect(row).toContainText("In Xero");
    await expect(row).toContainText(Number(total).toLocaleString("en-GB", { minimumFractionDigits: 2 }));
  });

  await test.step("find the same total in Xero", async () => {
    const xero = await context.newPage();
    await xero.goto(xeroUrl);
    await xero.getByRole("link", { name: UK.name }).first().click();
    await expect(xero.locator(`[data-invoice-number="${number}"]`)).toHaveAttribute("data-total", total);
    await xero.close();
  });

  await test.step("see the green row", async () => {
    await page.goto(`${webUrl}/dashboard/bindings`);
    const row = page.getByText(new URL(magentoUrl).host).first();
    await expect(row).toBeVisible();
    await expect(page.getByText(UK.name).first()).toBeVisible();
  });
});
