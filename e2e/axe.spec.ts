import { AxeBuilder } from "@axe-core/playwright";
import { type BrowserContext, expect, test } from "@playwright/test";
import { findFacts } from "../scripts/screens/find-facts.ts";
import { listPages } from "../scripts/screens/list-pages.ts";
import { makeOperator } from "./make-operator.ts";
import { onboard, signUp } from "./merchant.ts";
import { startShop } from "./shop.ts";
import { system } from "./system.ts";

test("axe finds nothing on any page, in light and dark", async ({ browser }) => {
  test.setTimeout(240_000);
  const { webUrl } = system();
  const shop = await startShop("Axe & Handle");
  const signedIn = await browser.newContext({ reducedMotion: "reduce" });
  const signedOut = await browser.newContext({ reducedMotion: "reduce" });
  try {
    const merchant = await signUp(signedIn, "Axe and Handle");
    await onboard(merchant, { shop, prefix: "AX-", changes: { syncZeroValueInvoices: false } });
    for (const scenario of ["retail", "gift-card", "free-sample", "partial-refund", "authorised"])
      await shop.raise({ scenario });
    await expect
      .poll(async () => {
        const { rows } = await merchant.get<{ rows: { word: string }[] }>("/api/documents?limit=50");
        return rows.map(({ word }) => word);
      })
      .toEqual(expect.arrayContaining(["In Xero", "Needs you", "Left out"]));
    const facts = { ...(await findFacts(merchant)), tenantId: await becomeOperator(signedIn) };
    const found: string[] = [];
    for (const { context, isPrivate } of [
      { context: signedIn, isPrivate: true },
      { context: signedOut, isPrivate: false },
    ]) {
      const page = await context.newPage();
      for (const each of listPages(facts)) {
        if (each.isPrivate !== isPrivate) continue;
        for (const colorScheme of ["light", "dark"] as const) {
          await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
          if (colorScheme === "light") {
            const response = await page.goto(`${webUrl}${each.path}`);
            const isHere = (response?.status() ?? 500) < 400 || each.route.includes("[token]");
            if (!isHere) found.push(`${each.path}: HTTP ${response?.status()}`);
          }
          // What the theme changes is colour; everything else has been looked at.
          const axe = new AxeBuilder({ page }).setLegacyMode(true);
          const { violations } = await (colorScheme === "light"
            ? axe
            : axe.withRules(["color-contrast"])
          ).analyze();
          for (const { id, help, nodes } of violations)
            found.push(`${each.path} (${colorScheme}) ${id}: ${help}\n    ${nodes[0]?.html}`);
        }
      }
    }
    expect(found.join("\n")).toBe("");
  } finally {
    await signedIn.close();
    await signedOut.close();
    await shop.stop();
  }
});

/** So that the operators' pages are looked at too. Answers the id of the account that is looked at there. */
async function becomeOperator(context: BrowserContext): Promise<string> {
  makeOperator("axe.and.handle@example.com");
  const page = await context.newPage();
  await page.goto(`${system().webUrl}/operator?search=axe.and.handle@example.com`);
  const href = await page.getByRole("link", { name: "Axe and Handle" }).getAttribute("href");
  await page.close();
  return href?.split("/").at(-1) ?? "";
}
