import { expect, test } from "@playwright/test";
import { signUp } from "./merchant.ts";
import { type Shop, startShop } from "./shop.ts";
import { startStrictDashboard } from "./strict-dashboard.ts";
import { system } from "./system.ts";
import { tryPairing } from "./try-pairing.ts";

let shop: Shop;
test.beforeAll(async () => {
  shop = await startShop("Fern & Flint");
});
test.afterAll(() => shop?.stop());

test("each failure of pairing has its words and a way on", async ({ page, context }) => {
  const { webUrl } = system();
  await signUp(context, "Pairing Ltd");
  await page.goto(`${webUrl}/dashboard/connect-magento`);
  const address = shop.url;
  const expired = await shop.pairingCode(3_600);
  await tryPairing(page, { address, code: "0".repeat(32), says: /does not accept this code/ });
  await tryPairing(page, { address, code: "J3K7-XQ9F", says: /does not look like one/ });
  await tryPairing(page, { address, code: expired, says: /older than 30 minutes/ });
  await tryPairing(page, { address: "http://127.0.0.1:9", says: /could not reach/, hint: /DNS/ });
  const troubles: [object, RegExp, RegExp][] = [
    [{ html: true, status: 403 }, /answered with a web page/, /rest\/V1\/byte8/],
    [{ basicAuth: true }, /asks for a user name and password/, /WWW-Authenticate/],
    [{ moduleMissing: true }, /the Xero module is not/, /module:status/],
    [{ status: 500 }, /an error of its own/, /exception\.log/],
  ];
  for (const [fault, says, hint] of troubles) {
    await shop.control("/__sim/faults", fault);
    await tryPairing(page, { address, says, hint });
    await shop.clearFaults();
  }

  await test.step("a redirect: the address it points to is tried with one click; the store turns us away, then lets us in", async () => {
    const moved = address.replace("127.0.0.1", "localhost");
    const route = "/rest/V1/byte8/xero_accounting/setup/pair";
    await shop.control("/__sim/faults", { path: route, location: `${moved}${route}`, times: 1 });
    await shop.control("/__sim/faults", { path: "/rest/V1/byte8/ping", status: 401 });
    const code = await shop.pairingCode();
    await tryPairing(page, { address, code, says: /sends visitors on to/ });
    await page.getByRole("button", { name: `Try ${moved}` }).click();
    await expect(page.getByText("does not let us in yet").first()).toBeVisible();
    await page.getByText("For whoever looks after the shop").filter({ visible: true }).click();
    await expect(
      page.getByText(/X-Forwarded-Proto.*clock.*cache:flush/).filter({ visible: true }),
    ).toBeVisible();
    const refused = page.waitForResponse((response) => response.request().method() === "POST");
    await page.getByRole("button", { name: "Ask the store again" }).click();
    await refused;
    await expect(page.getByText(/it turns our calls away/).filter({ visible: true })).toBeVisible();
    await shop.clearFaults();
    await page.getByRole("button", { name: "Ask the store again" }).click();
    await expect(page.getByText("does not let us in yet")).toHaveCount(0);
    await expect(page.getByText(/localhost:\d+ is paired/).filter({ visible: true })).toBeVisible();
    await tryPairing(page, { address: moved, code, says: /good for one use/ });
  });
});

test("as in production: http is refused with the https address to try, and so is a private one", async ({
  page,
  context,
}) => {
  const strict = await startStrictDashboard();
  try {
    await signUp(context, "Strict Ltd", strict.url);
    await page.goto(`${strict.url}/dashboard/connect-magento`);
    await tryPairing(page, { address: "http://10.0.0.1", says: /only pair over https/ });
    await page.getByRole("button", { name: "Try https://10.0.0.1" }).click();
    await expect(page.getByRole("alert").filter({ hasText: "not on the public internet" })).toBeVisible();
  } finally {
    await strict.stop();
  }
});
