import { readdirSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { type ReasonCode, reasons } from "@counterfoil/core/reasons";
import { wordOf } from "@counterfoil/core/words";
import { describe, expect, it } from "vitest";
import { helpPages } from "../src/help/help-pages.ts";
import { type HelpPlace, helpHref, helpPlaces, placeOfReason } from "../src/help/help-places.ts";
import { readHelp } from "../src/help/read-help.ts";
import { searchHelp } from "../src/help/search-help.ts";

const folder = path.resolve(import.meta.dirname, "../help");
const app = path.resolve(import.meta.dirname, "../src/app");
const routes = readdirSync(app, { recursive: true, encoding: "utf8" })
  .filter((file) => path.basename(file) === "page.tsx")
  .map((file) => `/${path.dirname(file)}`.replace(/\/\([^)]+\)/g, ""));
const codes = Object.keys(reasons) as ReasonCode[];
const addresses = await everyAddress();

describe("help", () => {
  it("has each page that is listed, and lists each page there is", async () => {
    const files = (await readdir(folder)).map((file) => file.replace(/\.md$/, "")).sort();
    expect(files).toEqual(
      helpPages
        .map(({ slug }) => slug)
        .filter((slug) => slug !== "reasons")
        .sort(),
    );
    for (const { slug, title } of helpPages)
      if (slug !== "reasons")
        expect(await readFile(path.join(folder, `${slug}.md`), "utf8")).toMatch(`# ${title}\n`);
  });

  it("leads from every card and notice to a heading there is", () => {
    for (const place of Object.keys(helpPlaces) as HelpPlace[])
      expect(addresses, place).toContain(helpHref(place));
  });

  it("has an entry for every reason, and says where each one that needs somebody is explained", () => {
    for (const code of codes) expect(addresses).toContain(helpHref({ reason: code }));
    const silent = codes.filter(
      (code) => wordOf(reasons[code].state) === "Needs you" && !placeOfReason(code),
    );
    expect(silent).toEqual([]);
  });

  it("has no link of its own that leads nowhere", async () => {
    for (const { slug } of helpPages) {
      if (slug === "reasons") continue;
      const source = await readFile(path.join(folder, `${slug}.md`), "utf8");
      for (const [, href = ""] of source.matchAll(/\]\(([^)]+)\)/g)) {
        if (href.startsWith("/help")) expect(addresses, `${slug}: ${href}`).toContain(href);
        else if (href.startsWith("#")) expect(addresses, slug).toContain(`/help/${slug}${href}`);
        else expect(routes, slug).toContain(href);
      }
    }
  });

  it("finds by every word that was typed, titles first", async () => {
    const found = await searchHelp("gift card", folder);
    expect(found[0]?.href).toBe("/help/tax-and-cents#gift-cards-store-credit-surcharges");
    expect(await searchHelp("gift zebra", folder)).toEqual([]);
  });
});

async function everyAddress(): Promise<string[]> {
  const pages = helpPages.map(async ({ slug }) => {
    const ids = slug === "reasons" ? codes : (await readHelp(slug, folder)).map(({ id }) => id);
    return [`/help/${slug}`, ...ids.filter((id) => id !== null).map((id) => `/help/${slug}#${id}`)];
  });
  return (await Promise.all(pages)).flat();
}
