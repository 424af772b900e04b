import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { findFacts } from "../scripts/screens/find-facts.ts";
import { listPages, type PageAddress } from "../scripts/screens/list-pages.ts";
import { findViolations } from "./find-violations.ts";
import { makeOperator } from "./make-operator.ts";
import { onboard, signUp } from "./merchant.ts";
import { startShop } from "./shop.ts";
import { system } from "./system.ts";

/** While one page is looked at, the next ones load. */
const TABS = 3;

test("axe finds nothing on any page, in light and dark", async ({ browser }) => {
  // Two looks at each of forty pages.
  test.setTimeout(240_000);
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
    const pages = listPages({ ...(await findFacts(merchant)), tenantId: await becomeOperator(signedIn) });
    const found = [
      ...(await lookAt(
        signedIn,
        pages.filter(({ isPrivate }) => isPrivate),
      )),
      ...(await lookAt(
        signedOut,
        pages.filter(({ isPrivate }) => !isPrivate),
      )),
    ];
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

async function lookAt(context: BrowserContext, pages: PageAddress[]): Promise<string[]> {
  const left = [...pages];
  const found: string[] = [];
  const oneTab = async () => {
    const page = await context.newPage();
    for (let next = left.shift(); next; next = left.shift()) found.push(...(await problemsOf(page, next)));
  };
  await Promise.all(Array.from({ length: TABS }, oneTab));
  return found;
}

/** Loaded once: what the theme changes is colour, so in the dark nothing else is looked at. */
async function problemsOf(page: Page, { route, path }: PageAddress): Promise<string[]> {
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  const response = await page.goto(`${system().webUrl}${path}`);
  const isHere = (response?.status() ?? 500) < 400 || route.includes("[token]");
  await expect(page.locator(ON_ITS_WAY), path).toHaveCount(0);
  const inLight = await findViolations(page);
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  await expect(page.locator("html"), path).toHaveClass(/\bdark\b/);
  const inDark = await findViolations(page, ["color-contrast"]);
  return [
    ...(isHere ? [] : [`${path}: HTTP ${response?.status()}`]),
    ...inLight.map((each) => `${path} (light) ${each}`),
    ...inDark.map((each) => `${path} (dark) ${each}`),
  ];
}

/** React's places for what streams in after the skeletons, and what has not taken its place yet. */
const ON_ITS_WAY = 'template[id^="B:"], [hidden][id^="S:"]';
