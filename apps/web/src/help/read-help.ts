import { readFile } from "node:fs/promises";
import path from "node:path";
import { lexer, type Token, type Tokens } from "marked";
import type { HelpSlug } from "./help-pages.ts";

/** A heading and what stands under it; the first section is the page's own, before any heading. */
export type HelpSection = {
  id: string | null;
  heading: Tokens.Heading | null;
  tokens: Token[];
  text: string;
};

/** A page of ours in sections, without its title. The server runs in apps/web. */
export async function readHelp(
  slug: Exclude<HelpSlug, "reasons">,
  folder = path.join(process.cwd(), "help"),
): Promise<HelpSection[]> {
  const source = await readFile(path.join(/* turbopackIgnore: true */ folder, `${slug}.md`), "utf8");
  const sections: HelpSection[] = [{ id: null, heading: null, tokens: [], text: "" }];
  for (const token of lexer(source)) {
    if (token.type === "heading" && token.depth === 1) continue;
    if (token.type === "heading" && token.depth === 2)
      sections.push({
        id: headingId(token.text),
        heading: token as Tokens.Heading,
        tokens: [],
        text: token.text,
      });
    else {
      const section = sections.at(-1);
      section?.tokens.push(token);
      if (section) section.text += `\n${plain(token)}`;
    }
  }
  return sections;
}

/** What an address says after `#`. */
function headingId(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}

/** As a reader sees it, for the search. */
function plain(token: Token): string {
  return token.raw.replace(/\]\([^)]*\)/g, "]").replace(/[*_`#[\]|]/g, "");
}
