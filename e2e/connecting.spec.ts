import { expect, type Page, test } from "@playwright/test";
import { pair, signUp } from "./merchant.ts";
import { NEW_ZEALAND, UK } from "./organisations.ts";
import { type Shop, startShop } from "./shop.ts";
import { system } from "./system.ts";

let shop: Shop;
let otherShop: Shop;
test.beforeAll(async () => {
  [shop, otherShop] = await Promise.all([startShop("Fern & Flint"), startShop("Outlet")]);
});
test.afterAll(() => Promise.all([shop?.stop(), otherShop?.stop()]));

test("each failure of connecting Xero has its words and a way on; then it is checked and started", async ({
  page,
  context,
}) => {
  const { webUrl } = system();
  const connect = `${webUrl}/dashboard/connect-xero`;
  const merchant = await signUp(context, "Connecting Ltd");
  for (const at of ["", "/connect-magento", "/connect-xero", "/connections", "/bindings", "/sync", "/plan"])
    await test.step(`/dashboard${at} takes ?provider=xero`, async () => {
      const answer = await context.request.get(`${webUrl}/dashboard${at}?provider=xero`);
      expect(answer.status()).toBe(200);
    });
  await pair(merchant, shop);

  await test.step("access denied, and what Xero says on its own page", async () => {
    await page.goto(connect);
    await expect(page.getByText("Xero not connected yet").filter({ visible: true })).toBeVisible();
    await expect(page.getByText(/under Connected apps at any time/).first()).toBeVisible();
    await page.getByRole("link", { name: "Connect Xero", exact: true }).click();
    await page.locator("#cancel").click();
    await expect(page.getByText(/You did not allow access in Xero/).filter({ visible: true })).toBeVisible();

    for (const [consentRefusal, title, says] of [
      ["two-uncertified-apps", "Two other apps are connected already", /two apps that it has not certified/],
      ["connection-ceiling", "The app cannot connect any more organisations", /This is ours to solve/],
    ] as const) {
      await refuseConsent(consentRefusal);
      await page.goto(`${webUrl}/api/xero/start`);
      await page.getByLabel(NEW_ZEALAND.name).check();
      await page.locator("#allow").click();
      await expect(page.getByText("Sorry, something went wrong").filter({ visible: true })).toBeVisible();
      await refuseConsent("none");
      await page.goto(connect);
      await expect(
        page.getByText("You have not come back from Xero").filter({ visible: true }),
      ).toBeVisible();
      await page.getByText(title).filter({ visible: true }).click();
      await expect(page.getByText(says).filter({ visible: true })).toBeVisible();
    }
  });

  await test.step("what comes back from Xero is not what was asked for", async () => {
    const scopes = (change: (scopes: string[]) => string[]) => (url: URL) =>
      url.searchParams.set("scope", change((url.searchParams.get("scope") ?? "").split(" ")).join(" "));
    await consent(page, { change: scopes((all) => all.filter((one) => one !== "accounting.payments")) });
    await expect(
      page.getByText(/less access than syncing needs.*Missing: payments/).filter({ visible: true }),
    ).toBeVisible();
    await consent(page, { change: scopes((all) => all.filter((one) => one !== "offline_access")) });
    await expect(
      page.getByText(/without the right to stay connected/).filter({ visible: true }),
    ).toBeVisible();
    await consent(page, { back: (url) => url.searchParams.set("code", "0".repeat(40)) });
    await expect(
      page.getByText(/came too late \(it lives for five minutes\)/).filter({ visible: true }),
    ).toBeVisible();
    const used = await consent(page, { forgets: true });
    await expect(page.getByText(/but chose no organisation/).filter({ visible: true })).toBeVisible();
    await page.goto(used);
    await expect(page.getByText(/was used before/).filter({ visible: true })).toBeVisible();
    await page.goto(`${webUrl}/api/xero/callback?error=server_error&state=${await newState(page)}`);
    await expect(
      page.getByText(/Xero refused the connection without saying more/).filter({ visible: true }),
    ).toBeVisible();
  });

  await test.step("several are chosen: one is asked for, the others stay; later another than the binding's is refused", async () => {
    await consent(page, {
      organisations: [UK, NEW_ZEALAND],
      change: (url) => url.searchParams.delete("acr_values"),
    });
    await expect(
      page.getByText("Which organisation does this store use?").filter({ visible: true }),
    ).toBeVisible();
    await expect(page.getByText(/The others stay connected/).filter({ visible: true })).toBeVisible();
    await page.getByLabel(NEW_ZEALAND.name).check();
    await page.getByRole("button", { name: "Use this organisation" }).click();
    await expect(page).toHaveURL(/\/dashboard\/bindings\/[0-9a-f-]{36}/);
    const bindingId = page.url().slice(-36);
    await consent(page, { organisations: [UK], bindingId });
    await expect(page.getByText(/You chose another organisation/).filter({ visible: true })).toContainText(
      `posts into ${NEW_ZEALAND.name}`,
    );
    await page.goto(`${webUrl}/dashboard/bindings/${bindingId}`);
  });

  await test.step("what would become of documents is shown before anything is sent; then it starts", async () => {
    const [first] = await shop.raise({ count: 3, kind: "invoice" });
    const row = page.getByRole("row").filter({ hasText: first?.increment_id ?? "?" });
    await expect(row).toBeVisible();
    await expect(page.getByText(/A live organisation|Demo Company/).first()).toBeVisible();
    await page.getByRole("radio", { name: /Everything seen/ }).check();
    await page.getByRole("button", { name: "Start syncing" }).click();
    await expect(page.getByText("Syncing has started").filter({ visible: true })).toBeVisible();
    await expect(page.locator("#content").getByRole("link", { name: "Sync history" }).first()).toBeVisible();
  });

  await test.step("the organisation is offered for another store without a second consent, with numbers of its own", async () => {
    await page.goto(`${webUrl}/dashboard/connect-magento`);
    await page.getByLabel("Store address").fill(otherShop.url);
    await page.getByLabel("Pairing code").fill(await otherShop.pairingCode());
    await page.getByRole("button", { name: "Connect Magento" }).click();
    await page.getByRole("link", { name: "Choose its Xero organisation" }).click();
    await page.getByLabel(NEW_ZEALAND.name).check();
    await expect(page.getByLabel("Number prefix")).not.toHaveValue("");
    await page.getByRole("button", { name: "Use this organisation" }).click();
    await expect(page).toHaveURL(/\/dashboard\/bindings\/[0-9a-f-]{36}/);
  });
});

async function refuseConsent(consentRefusal: "none" | "two-uncertified-apps" | "connection-ceiling") {
  await fetch(`${system().xeroUrl}/__sim/organisations/${NEW_ZEALAND.id}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ consentRefusal }),
  });
}

async function newState(page: Page): Promise<string> {
  await page.goto(`${system().webUrl}/api/xero/start`);
  return new URL(page.url()).searchParams.get("state") ?? "";
}

/** A walk to Xero's page and back, with something about the request or the answer changed. Answers the address that led back. */
async function consent(
  page: Page,
  input: {
    organisations?: { id: string }[];
    bindingId?: string;
    change?: (url: URL) => void;
    back?: (url: URL) => void;
    /** Xero forgets the connection before we ask for it: what a consent without an organisation looks like. */
    forgets?: boolean;
  },
): Promise<string> {
  const { webUrl, xeroUrl } = system();
  const { organisations = [NEW_ZEALAND], bindingId, change, back, forgets = false } = input;
  await page.goto(`${webUrl}/api/xero/start${bindingId ? `?bindingId=${bindingId}` : ""}`);
  const asked = new URL(page.url());
  change?.(asked);
  const form = new URLSearchParams(asked.searchParams);
  for (const { id } of organisations) form.append("organisation", id);
  form.set("decision", "allow");
  const answer = await fetch(`${asked.origin}${asked.pathname}`, {
    method: "POST",
    body: form,
    redirect: "manual",
  });
  const location = new URL(answer.headers.get("location") ?? "");
  back?.(location);
  if (forgets)
    for (const { id } of organisations)
      await fetch(`${xeroUrl}/__sim/organisations/${id}/connections`, { method: "DELETE" });
  await page.goto(location.href);
  return location.href;
}
