import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { type Browser, chromium } from "@playwright/test";
import { demoAccounts } from "../apps/web/src/demo/demo-accounts.ts";
import { chromiumPath } from "./browser.ts";
import { demoPlace } from "./demo/demo-place.ts";
import { createMerchant, type Merchant } from "./demo/merchant.ts";
import { play } from "./demo/play.ts";
import { createProgress } from "./demo/progress.ts";
import { findFacts } from "./screens/find-facts.ts";
import { listPages, type PageAddress } from "./screens/list-pages.ts";
import { freePorts, freeStorePorts } from "./stack/ports.ts";
import { END_SIGNALS } from "./stack/run-stack.ts";
import { startStack } from "./stack/start-stack.ts";

const RUNNING_DEMO = "http://localhost:3000";
const FOLDER = path.resolve(".data/screens");
const LOOKS = [
  { name: "light", colorScheme: "light", viewport: { width: 1280, height: 860 } },
  { name: "dark", colorScheme: "dark", viewport: { width: 1280, height: 860 } },
  { name: "phone", colorScheme: "light", viewport: { width: 390, height: 844 } },
] as const;
const AT_ONCE = 2;
/** What README shows: small, and only what is seen without scrolling. */
const README = [
  { route: "/dashboard", file: "docs/home.png" },
  { route: "/dashboard/sync", file: "docs/history.png" },
  { route: "/dashboard/documents/[id]", file: "docs/document.png" },
];

/**
 * `npm run screens`: every page in light, dark and on a phone, from the demo that runs, or from one of its own, into .data/screens;
 * `--readme` takes the three that README shows instead.
 */
const progress = createProgress();
const demo = (await isRunning()) ? { webUrl: RUNNING_DEMO, stop: async () => {} } : await startDemo();
try {
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  });
  const merchant = createMerchant(demo.webUrl);
  await merchant.enter(demoAccounts.shop);
  const tenantId = await findTenant(browser, merchant);
  const pages = listPages({ ...(await findFacts(merchant)), ...(tenantId && { tenantId }) });
  const taken = process.argv.includes("--readme")
    ? await takeForReadme(browser, merchant, pages)
    : await takeAll(browser, merchant, pages);
  await browser.close();
  progress.end();
  process.stdout.write(`screens: ${taken}\n`);
} finally {
  await demo.stop();
}
process.exit(0);

/** A page is opened once and looked at three ways: what a theme and a width change is in its style alone. */
async function takeAll(browser: Browser, merchant: Merchant, pages: PageAddress[]): Promise<string> {
  await rm(FOLDER, { recursive: true, force: true });
  for (const { name } of LOOKS) await mkdir(path.join(FOLDER, name), { recursive: true });
  let taken = 0;
  for (const isPrivate of [false, true]) {
    const context = await newContext(browser, merchant, { ...LOOKS[0], isPrivate });
    const left = pages.filter((one) => one.isPrivate === isPrivate);
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        const page = await context.newPage();
        for (let each = left.shift(); each; each = left.shift()) {
          await page.setViewportSize(LOOKS[0].viewport);
          await page.goto(`${demo.webUrl}${each.path}`, { waitUntil: "load" });
          await page.evaluate("document.fonts.ready");
          for (const { name, colorScheme, viewport } of LOOKS) {
            await page.emulateMedia({ colorScheme });
            await page.setViewportSize(viewport);
            await page.screenshot({ path: path.join(FOLDER, name, fileOf(each)), fullPage: true });
          }
          taken += 1;
          progress.count(`${taken} of ${pages.length}: ${each.path}`);
        }
        await page.close();
      }),
    );
    await context.close();
  }
  const operators = pages.some(({ route }) => route.startsWith("/operator"))
    ? ""
    : `, but for the operators': ${demoAccounts.shop.email} is none (npm run operator)`;
  return `${pages.length} pages in light, dark and on a phone in ${FOLDER}${operators}`;
}

async function takeForReadme(browser: Browser, merchant: Merchant, pages: PageAddress[]): Promise<string> {
  const look = { colorScheme: "light", viewport: { width: 1200, height: 760 } } as const;
  const context = await newContext(browser, merchant, { ...look, isPrivate: true });
  const page = await context.newPage();
  for (const { route, file } of README) {
    const found = pages.find((each) => each.route === route);
    if (!found) throw new Error(`README shows ${route}, and there is no such page.`);
    await page.goto(`${demo.webUrl}${found.path}`, { waitUntil: "load" });
    await page.evaluate("document.fonts.ready");
    await page.screenshot({ path: file });
  }
  await context.close();
  return README.map(({ file }) => file).join(", ");
}

/** The first one an operator sees; null for whoever is none. */
async function findTenant(browser: Browser, merchant: Merchant): Promise<string | null> {
  const look = { colorScheme: "light", viewport: { width: 1280, height: 860 } } as const;
  const context = await newContext(browser, merchant, { ...look, isPrivate: true });
  const page = await context.newPage();
  await page.goto(`${demo.webUrl}/operator`);
  const links = await page.locator('a[href^="/operator/tenants/"]').evaluateAll((all) => all.map(String));
  await context.close();
  return links[0]?.split("/").at(-1)?.slice(0, 36) ?? null;
}

type Look = {
  colorScheme: "light" | "dark";
  viewport: { width: number; height: number };
  isPrivate: boolean;
};

async function newContext(browser: Browser, merchant: Merchant, { isPrivate, ...look }: Look) {
  const context = await browser.newContext({ ...look, reducedMotion: "reduce", locale: "en-GB" });
  if (isPrivate)
    await context.addCookies(merchant.cookies().map((cookie) => ({ ...cookie, url: demo.webUrl })));
  return context;
}

/** Named for the route; where one route has several pages, for what tells them apart. */
function fileOf({ route, path: address }: PageAddress): string {
  const name = route.startsWith("/help") ? address : route;
  return `${name.replace(/[[\]]/g, "").split("/").filter(Boolean).join("-") || "landing"}.png`;
}

async function isRunning(): Promise<boolean> {
  return fetch(`${RUNNING_DEMO}/demo`).then(
    (response) => response.ok,
    () => false,
  );
}

async function startDemo() {
  await mkdir(".data", { recursive: true });
  const dataDir = await mkdtemp(path.resolve(".data", "screens-demo-"));
  const stopping = new AbortController();
  const ports = await freePorts();
  const place = demoPlace(ports, await freeStorePorts());
  const starting = startStack({
    dataDir,
    ports,
    timeScale: 4,
    dashboard: "built",
    durable: false,
    keepsBooks: false,
    onProgress: progress.step,
    signal: stopping.signal,
    ...place.stack,
  });
  const stop = async () => {
    stopping.abort();
    await (await starting.catch(() => null))?.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  for (const signal of END_SIGNALS) process.on(signal, () => void stop().then(() => process.exit(1)));
  const stack = await starting;
  await play({ ...stack, place, progress });
  execFileSync(process.execPath, ["--import", "tsx", "scripts/operator.ts", demoAccounts.shop.email], {
    env: { ...process.env, ...stack.variables },
  });
  return { webUrl: stack.webUrl, stop };
}
