import { expect, type Page, test } from "@playwright/test";
import { PASSWORD, signUp } from "./merchant.ts";
import { system } from "./system.ts";

test("members are invited, new ones and known ones, and one person sits in two accounts", async ({
  page,
  context,
  browser,
}) => {
  const { webUrl } = system();
  await signUp(context, "Quill Books");
  const invite = async (email: string, role: string) => {
    await page.goto(`${webUrl}/dashboard/members`);
    await page.getByLabel("E-mail").fill(email);
    await page.getByLabel("Role", { exact: true }).selectOption(role);
    await page.getByRole("button", { name: "Invite", exact: true }).click();
    await expect(page.getByText(`${email} is invited`).filter({ visible: true })).toBeVisible();
  };
  await test.step("somebody new joins by the mailed link", async () => {
    await invite("vera@quill.example", "viewer");
    await expect(page.locator("#content").getByText("Pending until the link is opened.")).toBeVisible();
    const theirs = await (await browser.newContext()).newPage();
    await openMailedLink(theirs, "vera@quill.example");
    await expect(theirs.getByRole("heading", { name: "Join Quill Books" })).toBeVisible();
    await theirs.getByLabel("Your name").fill("Vera Viewer");
    await theirs.getByLabel("Password").fill(PASSWORD);
    await theirs.getByRole("button", { name: "Create account and join" }).click();
    await expect(theirs).toHaveURL(/\/dashboard$/);
    await theirs.goto(`${webUrl}/dashboard/members`);
    await expect(theirs.locator("#content").getByText("vera@quill.example")).toBeVisible();
    await expect(theirs.getByRole("button", { name: "Invite" }), "a viewer invites nobody").toHaveCount(0);
    await theirs.goto(`${webUrl}/dashboard/leave`);
    await expect(theirs.getByText("Only an owner can take all data").filter({ visible: true })).toBeVisible();
    await theirs.context().close();
  });
  await test.step("somebody with an account accepts, and switches between the two", async () => {
    const other = await browser.newContext();
    await signUp(other, "Wick Candles");
    await invite("wick.candles@example.com", "admin");
    const theirs = await other.newPage();
    await openMailedLink(theirs, "wick.candles@example.com");
    await theirs.getByRole("button", { name: "Join Quill Books" }).click();
    await expect(theirs).toHaveURL(/\/dashboard$/);
    await theirs.goto(`${webUrl}/dashboard/members`);
    await theirs.getByRole("button", { name: "Account" }).click();
    await theirs.getByRole("menuitem", { name: "Wick Candles" }).click();
    await expect(theirs, "the page of the one account is left").toHaveURL(/\/dashboard$/);
    await theirs.goto(`${webUrl}/dashboard/members`);
    await expect(theirs.locator("#content").getByText("Who sits in Wick Candles")).toBeVisible();
    await other.close();
  });
  await test.step("a role is changed, a seat taken, and the log says so", async () => {
    await page.goto(`${webUrl}/dashboard/members`);
    const row = page.locator("#content").getByRole("listitem").filter({ hasText: "vera@quill.example" });
    await row.locator("summary").click();
    await row.getByLabel("Bookkeeper").check();
    await row.getByRole("button", { name: "Save role" }).click();
    await expect(page.getByText("The role is changed").filter({ visible: true })).toBeVisible();
    await row.locator("summary").click();
    await row.getByRole("button", { name: "Remove Vera Viewer" }).click();
    await expect(page.getByText("The seat is gone").filter({ visible: true })).toBeVisible();
    await page.goto(`${webUrl}/dashboard/audit?kind=people`);
    await expect(
      page.locator("#content").getByText("made vera@quill.example bookkeeper, from viewer"),
    ).toBeVisible();
    await expect(page.locator("#content").getByText("removed vera@quill.example")).toBeVisible();
  });
});

test("a forgotten password is set anew by mail, and every session ends", async ({
  page,
  context,
  browser,
}) => {
  const { webUrl } = system();
  await signUp(context, "Sieve Tea");
  const email = "sieve.tea@example.com";
  const elsewhere = await (await browser.newContext()).newPage();
  for (const address of ["nobody@sieve.example", email]) {
    await elsewhere.goto(`${webUrl}/sign-in`);
    await elsewhere.getByRole("link", { name: "Forgot your password?" }).click();
    await expect(elsewhere.getByRole("heading", { name: "Reset your password" })).toBeVisible();
    await elsewhere.getByLabel("E-mail").fill(address);
    await elsewhere.getByRole("button", { name: "Send the link" }).click();
    await expect(
      elsewhere.getByText("If that address has an account").filter({ visible: true }),
    ).toBeVisible();
  }
  await expect(async () => {
    await openMailedLink(elsewhere, email);
    await expect(elsewhere.getByRole("heading", { name: "Choose a new password" })).toBeVisible();
  }).toPass();
  const link = elsewhere.url();
  await elsewhere.getByLabel("New password").fill("another quiet afternoon");
  await elsewhere.getByRole("button", { name: "Set password" }).click();
  await expect(elsewhere.getByText("Your new password is set").filter({ visible: true })).toBeVisible();
  await page.goto(`${webUrl}/dashboard/members`);
  await expect(page, "the session from before has ended").toHaveURL(/\/sign-in/);
  await signIn(page, email, PASSWORD);
  await expect(page.getByText("do not go together").filter({ visible: true })).toBeVisible();
  await signIn(page, email, "another quiet afternoon");
  await expect(page).toHaveURL(/\/dashboard$/);
  await elsewhere.goto(link);
  await expect(elsewhere.getByText("This link was used already").filter({ visible: true })).toBeVisible();
  await elsewhere.context().close();
});

test("Xero says who it is: a new account, and in again", async ({ page, context }) => {
  const { webUrl } = system();
  const throughXero = async () => {
    await page.goto(`${webUrl}/sign-in`);
    await page.getByRole("link", { name: "Sign in with Xero" }).click();
    await expect(page.locator("#scopes li"), "and nothing of the books").toHaveCount(3);
    await page.locator("#allow").click();
  };
  await throughXero();
  await page.getByLabel("Business").fill("Demo Traders");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page).toHaveURL(/\/dashboard$/);
  await context.clearCookies();
  await throughXero();
  await page.waitForURL(/\/dashboard$/);
  await page.getByRole("button", { name: "Account" }).first().click();
  await expect(page.getByText("Demo Traders").last()).toBeVisible();
});

test("an owner takes all data and closes the account", async ({ page, context }) => {
  const { webUrl } = system();
  await signUp(context, "Farewell Cups");
  await page.goto(`${webUrl}/dashboard/plan`);
  await page.getByRole("link", { name: /Take your data/ }).click();
  const downloading = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download the archive" }).click();
  expect((await downloading).suggestedFilename()).toMatch(/^counterfoil-farewell-cups-.*\.zip$/);
  await page.getByLabel("Type Farewell Cups to confirm").fill("Farewell");
  await page.getByRole("button", { name: "Close this account" }).click();
  await expect(page.getByText("exactly as it stands here").filter({ visible: true })).toBeVisible();
  await page.getByLabel("Type Farewell Cups to confirm").fill("Farewell Cups");
  await page.getByRole("button", { name: "Close this account" }).click();
  await expect(page.getByRole("heading", { name: "The account is closed" })).toBeVisible();
  await signIn(page, "farewell.cups@example.com", PASSWORD);
  await expect(
    page.getByText("You have no seat in any account any more").filter({ visible: true }),
  ).toBeVisible();
});

/** The newest message to an address, in development's mailbox: opens the link in it. */
async function openMailedLink(page: Page, to: string): Promise<void> {
  await page.goto(`${system().webUrl}/mailbox`);
  const message = page
    .locator("section")
    .filter({ hasText: `To ${to}` })
    .first();
  await message.getByRole("link").click();
}

async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto(`${system().webUrl}/sign-in`);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}
