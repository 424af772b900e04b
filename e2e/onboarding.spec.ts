import { expect, type Page, test } from "@playwright/test";
import { signUp, UK } from "./merchant.ts";
import { type Shop, startShop } from "./shop.ts";
import { system } from "./system.ts";

/** An organisation that no other story uses. */
const NEW_ZEALAND = "Kowhai Trading (NZ)";
const PASSWORD = "a quiet afternoon";

let shop: Shop;
let otherShop: Shop;
test.beforeAll(async () => {
  [shop, otherShop] = await Promise.all([startShop("Fern & Flint"), startShop("Outlet")]);
});
test.afterAll(async () => {
  await turnXero({ consentRefusal: "none" });
  await Promise.all([shop?.stop(), otherShop?.stop()]);
});

test("each failure of onboarding has its words and a way on; store first", async ({
  page,
  context,
  browser,
}) => {
  const { webUrl } = system();
  await signUp(context, "Onboarding Ltd");

  await test.step("a deep link survives signing in, with its query", async () => {
    const outside = await browser.newContext();
    const there = await outside.newPage();
    await there.goto(`${webUrl}/dashboard/connect-xero?provider=xero&result=access_denied`);
    await there.getByLabel("E-mail").fill("onboarding.ltd@example.com");
    await there.getByLabel("Password").fill(PASSWORD);
    await there.getByRole("button", { name: "Sign in" }).click();
    await expect(there).toHaveURL(`${webUrl}/dashboard/connect-xero?provider=xero&result=access_denied`);
    await outside.close();
  });

  for (const at of ["", "/connect-magento", "/connect-xero", "/connections", "/bindings", "/sync", "/plan"])
    await test.step(`/dashboard${at} takes ?provider=xero`, async () => {
      const answer = await context.request.get(`${webUrl}/dashboard${at}?provider=xero`);
      expect(answer.status()).toBe(200);
    });

  await page.goto(`${webUrl}/dashboard/connect-magento?provider=xero`);
  const expired = await newCode(shop, 3_600);
  await pairing(page, { code: "0".repeat(32), says: /does not accept this code/ });
  await pairing(page, { code: "J3K7-XQ9F", says: /does not look like one/ });
  await pairing(page, { code: expired, says: /older than 30 minutes/ });
  await pairing(page, { address: "http://127.0.0.1:9", says: /could not reach/, hint: /DNS/ });
  const troubles: [object, RegExp, RegExp][] = [
    [{ html: true, status: 403 }, /answered with a web page/, /rest\/V1\/byte8/],
    [{ basicAuth: true }, /asks for a user name and password/, /WWW-Authenticate/],
    [{ moduleMissing: true }, /the Xero module is not/, /module:status/],
    [{ status: 500 }, /an error of its own/, /exception\.log/],
  ];
  for (const [fault, says, hint] of troubles) {
    await shop.control("/__sim/faults", fault);
    await pairing(page, { says, hint });
    await clearFaults(shop);
  }

  await test.step("a redirect: the address it points to is tried with one click; the store turns us away, then lets us in", async () => {
    const moved = shop.url.replace("127.0.0.1", "localhost");
    const route = "/rest/V1/byte8/xero_accounting/setup/pair";
    await shop.control("/__sim/faults", { path: route, location: `${moved}${route}`, times: 1 });
    await shop.control("/__sim/faults", { path: "/rest/V1/byte8/ping", status: 401 });
    const code = await newCode(shop);
    await pairing(page, { code, says: /sends visitors on to/ });
    await page.getByRole("button", { name: `Try ${moved}` }).click();
    await expect(page.getByText("does not let us in yet").first()).toBeVisible();
    await page.getByText("For whoever looks after the shop").click();
    await expect(
      page.getByText(/X-Forwarded-Proto.*clock.*cache:flush/).filter({ visible: true }),
    ).toBeVisible();
    const refused = page.waitForResponse((response) => response.request().method() === "POST");
    await page.getByRole("button", { name: "Ask the store again" }).click();
    await refused;
    await expect(page.getByText(/it turns our calls away/).filter({ visible: true })).toBeVisible();
    await clearFaults(shop);
    await page.getByRole("button", { name: "Ask the store again" }).click();
    await expect(page.getByText("does not let us in yet")).toHaveCount(0);
    await expect(page.getByText(/localhost:\d+ is paired/).filter({ visible: true })).toBeVisible();
    await pairing(page, { address: moved, code, says: /good for one use/ });
  });

  await test.step("the ways in which Xero's consent fails", async () => {
    const connect = `${webUrl}/dashboard/connect-xero`;
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
      await turnXero({ consentRefusal });
      await page.goto(`${webUrl}/api/xero/start`);
      await page.getByLabel(UK.name).check();
      await page.locator("#allow").click();
      await expect(page.getByText("Sorry, something went wrong").filter({ visible: true })).toBeVisible();
      await turnXero({ consentRefusal: "none" });
      await page.goto(connect);
      await expect(
        page.getByText("You have not come back from Xero").filter({ visible: true }),
      ).toBeVisible();
      await page.getByText(title).click();
      await expect(page.getByText(says).filter({ visible: true })).toBeVisible();
    }

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
    const used = await consent(page, { organisations: [NEW_ZEALAND], forgets: true });
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
      organisations: [UK.name, NEW_ZEALAND],
      change: (url) => url.searchParams.delete("acr_values"),
    });
    await expect(
      page.getByText("Which organisation does this store use?").filter({ visible: true }),
    ).toBeVisible();
    await expect(page.getByText(/The others stay connected/).filter({ visible: true })).toBeVisible();
    await page.getByLabel(NEW_ZEALAND).check();
    await page.getByRole("button", { name: "Use this organisation" }).click();
    await expect(page).toHaveURL(/\/dashboard\/bindings\/[0-9a-f-]{36}/);
    const bindingId = page.url().slice(-36);
    await consent(page, { organisations: [UK.name], bindingId });
    await expect(page.getByText(/You chose another organisation/)).toContainText(`posts into ${NEW_ZEALAND}`);
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
    await expect(page.getByRole("link", { name: "Sync history" }).first()).toBeVisible();
  });

  await test.step("the organisation is offered for another store without a second consent, with numbers of its own", async () => {
    await page.goto(`${webUrl}/dashboard/connect-magento`);
    await page.getByLabel("Store address").fill(otherShop.url);
    await page.getByLabel("Pairing code").fill(await newCode(otherShop));
    await page.getByRole("button", { name: "Connect Magento" }).click();
    await page.getByRole("link", { name: "Choose its Xero organisation" }).click();
    await page.getByLabel(NEW_ZEALAND).check();
    await expect(page.getByLabel("Number prefix")).not.toHaveValue("");
    await page.getByRole("button", { name: "Use this organisation" }).click();
    await expect(page).toHaveURL(/\/dashboard\/bindings\/[0-9a-f-]{36}/);
  });
});

test("somebody else does each step by a link, Xero first; the links open nothing else", async ({
  page,
  context,
  browser,
}) => {
  const { webUrl } = system();
  await signUp(context, "Delegating Ltd");
  const colleague = await browser.newContext();
  const there = await colleague.newPage();

  const xero = await newLink(page, `${webUrl}/dashboard/connect-xero`);
  await there.goto(`${xero}/xero`);
  await expect(there, "not past the page that says who asks").toHaveURL(xero);
  await expect(there.getByText(/Olive Owner asks you to connect/).filter({ visible: true })).toBeVisible();
  await expect(there.getByText("Never a Xero password").filter({ visible: true })).toBeVisible();
  await there.getByRole("link", { name: "Connect Xero" }).click();
  await there.locator("#cancel").click();
  await expect(there.getByText(/You did not allow access/).filter({ visible: true })).toBeVisible();
  await there.getByRole("link", { name: "Connect Xero" }).click();
  await there.getByLabel(UK.name).check();
  await there.locator("#allow").click();
  await expect(there.getByRole("heading", { name: "Done, thank you" })).toBeVisible();
  await expect(there.getByText(/Consented by/).filter({ visible: true })).toBeVisible();
  await page.reload();
  await expect(page.getByText(/Done: .*, by .*@/).filter({ visible: true })).toBeVisible();
  await expect(page.getByText("Xero is connected").filter({ visible: true })).toBeVisible();

  const magento = await newLink(page, `${webUrl}/dashboard/connect-magento`);
  await there.goto(magento);
  await expect(there.getByText(/Olive Owner asks you to pair/).filter({ visible: true })).toBeVisible();
  await pairing(there, { address: shop.url, code: "0".repeat(32), says: /does not accept this code/ });
  await there.getByLabel("Pairing code").fill(await newCode(shop));
  await there.getByRole("button", { name: "Connect Magento" }).click();
  await expect(there.getByRole("heading", { name: "Done, thank you" })).toBeVisible();

  const unused = await newLink(page, `${webUrl}/dashboard/connect-magento`);
  await page.getByRole("button", { name: "Take it back" }).click();
  await expect(page.getByText("Taken back.").filter({ visible: true })).toBeVisible();
  await there.goto(unused);
  await expect(there.getByText("This link has been taken back.").filter({ visible: true })).toBeVisible();
  await there.goto(`${webUrl}/link/${"a".repeat(43)}`);
  await expect(there.getByText("There is no such link.").filter({ visible: true })).toBeVisible();
  await there.goto(`${webUrl}/dashboard`);
  await expect(there, "the colleague has no way into the account").toHaveURL(/\/sign-in/);
  await colleague.close();

  await page.goto(`${webUrl}/dashboard/connect-xero`);
  await page.getByRole("button", { name: "Use this organisation" }).click();
  await expect(page, "the two steps meet").toHaveURL(/\/dashboard\/bindings\/[0-9a-f-]{36}/);
});

async function newCode(of: Shop, ageSeconds?: number): Promise<string> {
  const input = ageSeconds === undefined ? {} : { ageSeconds };
  return (await of.control<{ code: string }>("/__sim/pairing-code", input)).code;
}

async function clearFaults(of: Shop): Promise<void> {
  await fetch(`${of.url}/__sim/faults`, { method: "DELETE" });
}

async function turnXero(switches: object): Promise<void> {
  const headers = { "content-type": "application/json" };
  await fetch(`${system().xeroUrl}/__sim/switches`, {
    method: "POST",
    headers,
    body: JSON.stringify(switches),
  });
}

/** One try that fails, with what it says. What was typed stays. */
async function pairing(
  page: Page,
  input: { address?: string; code?: string; says: RegExp; hint?: RegExp },
): Promise<void> {
  const { address = shop.url, code = "1".repeat(32), says, hint } = input;
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

/** Makes a link on a page of the dashboard, and reads it there. */
async function newLink(page: Page, at: string): Promise<string> {
  await page.goto(at);
  await page.getByRole("button", { name: "Make a link" }).click();
  const shown = page.locator("[data-link]");
  await expect(shown).toHaveText(/\/link\/[\w-]{43}$/);
  return (await shown.textContent()) ?? "";
}

async function newState(page: Page): Promise<string> {
  await page.goto(`${system().webUrl}/api/xero/start`);
  return new URL(page.url()).searchParams.get("state") ?? "";
}

/** A walk to Xero's page and back, with something about the request or the answer changed. Answers the address that led back. */
async function consent(
  page: Page,
  input: {
    organisations?: string[];
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
  const ids = await idsOf(organisations);
  const form = new URLSearchParams(asked.searchParams);
  for (const id of ids) form.append("organisation", id);
  form.set("decision", "allow");
  const answer = await fetch(`${asked.origin}${asked.pathname}`, {
    method: "POST",
    body: form,
    redirect: "manual",
  });
  const location = new URL(answer.headers.get("location") ?? "");
  back?.(location);
  if (forgets)
    for (const id of ids)
      await fetch(`${xeroUrl}/__sim/organisations/${id}/connections`, { method: "DELETE" });
  await page.goto(location.href);
  return location.href;
}

async function idsOf(names: string[]): Promise<string[]> {
  const answer = await fetch(`${system().xeroUrl}/__sim/organisations`);
  const { organisations } = (await answer.json()) as {
    organisations: { organisationId: string; name: string }[];
  };
  return names.map((name) => {
    const found = organisations.find((each) => each.name === name);
    if (!found) throw new Error(`The simulator has no organisation ${name}.`);
    return found.organisationId;
  });
}
