import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "@playwright/test";
import { onboard, signUp } from "./merchant.ts";
import { UK } from "./organisations.ts";
import { startShop } from "./shop.ts";
import { system } from "./system.ts";

test("Magento's admin frames its own store's status, and nobody else does", async ({ page, context }) => {
  const { webUrl } = system();
  const shop = await startShop("Frame & Co");
  const elsewhere = createServer();
  try {
    const merchant = await signUp(context, "Frame and Co");
    await onboard(merchant, { shop, prefix: "FR-" });
    await shop.raise({ count: 3, scenario: "retail" });
    const { tenant_id: storeId } = await shop.control<{ tenant_id: string }>("/__sim/health");
    await context.clearCookies();

    await test.step("in its own admin: states and counts, without a session and without a name", async () => {
      await page.goto(`${shop.url}/admin/xero-sync`);
      const frame = page.frameLocator("iframe");
      await expect(frame.getByRole("heading", { name: "Connected to Xero" })).toBeVisible();
      await expect(frame.getByText("Needs you").filter({ visible: true })).toBeVisible();
      await expect(frame.getByText(UK.name)).toHaveCount(0);
      const open = frame.getByRole("link", { name: "Open in Counterfoil" });
      await expect(open).toHaveAttribute("target", "_blank");
    });

    await test.step("another site is refused", async () => {
      elsewhere.on("request", (_request, response) =>
        response
          .setHeader("content-type", "text/html")
          .end(`<iframe src="${webUrl}/embed/${storeId}"></iframe>`),
      );
      await new Promise<void>((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
      const refused = page.waitForEvent("console", (message) => /frame-ancestors/.test(message.text()));
      await page.goto(`http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`);
      await refused;
      await expect(page.frameLocator("iframe").getByText("Connected to Xero")).toHaveCount(0);
    });

    await test.step("a store there is not is not found, and nobody may frame that", async () => {
      const response = await page.goto(`${webUrl}/embed/00000000-0000-4000-8000-000000000000`);
      expect(response?.status()).toBe(404);
      expect(response?.headers()["content-security-policy"]).toContain("frame-ancestors 'none'");
    });
  } finally {
    elsewhere.close();
    await shop.stop();
  }
});
