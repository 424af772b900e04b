import { expect, type Page } from "@playwright/test";

/** One try that fails, with what it says. What was typed stays. */
export async function tryPairing(
  page: Page,
  input: { address: string; code?: string; says: RegExp; hint?: RegExp },
): Promise<void> {
  const { address, code = "1".repeat(32), says, hint } = input;
  await page.getByLabel("Store address").fill(address);
  await page.getByLabel("Pairing code").fill(code);
  await page.getByRole("button", { name: "Connect Magento" }).click();
  const notice = page.getByRole("alert").filter({ hasText: says });
  await expect(notice).toBeVisible();
  await expect(page.getByLabel("Pairing code")).toHaveValue(code);
  if (!hint) return;
  await expect(notice.getByText(hint)).toBeHidden();
  await notice.getByText("For whoever looks after the shop").click();
  await expect(notice.getByText(hint).filter({ visible: true })).toBeVisible();
}
