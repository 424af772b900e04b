import { type ReasonCode, reasonSentence, reasons } from "@counterfoil/core/reasons";
import { helpPages } from "./help-pages.ts";
import { helpHref } from "./help-places.ts";
import { readHelp } from "./read-help.ts";

type Found = { href: string; title: string; page: string; text: string };

const MOST = 12;

/** Sections and reasons that have every word of the query, those that have them in their title first. */
export async function searchHelp(query: string, folder?: string): Promise<Found[]> {
  const wanted = query.toLowerCase().split(/\s+/).filter(Boolean);
  const has = (text: string) => wanted.every((word) => text.toLowerCase().includes(word));
  const found = (await everything(folder)).filter(({ title, text }) => has(`${title} ${text}`));
  return [...found.filter(({ title }) => has(title)), ...found.filter(({ title }) => !has(title))].slice(
    0,
    MOST,
  );
}

async function everything(folder?: string): Promise<Found[]> {
  const pages = await Promise.all(
    helpPages.map(async ({ slug, title }): Promise<Found[]> => {
      if (slug === "reasons")
        return (Object.keys(reasons) as ReasonCode[]).map((code) => ({
          href: helpHref({ reason: code }),
          title: reasonSentence(code).split(/(?<=[.?!])\s/)[0] ?? code,
          page: title,
          text: `${reasonSentence(code)} ${code}`,
        }));
      const sections = await readHelp(slug, folder);
      return sections.map(({ id, heading, text }) => ({
        href: id ? `/help/${slug}#${id}` : `/help/${slug}`,
        title: heading?.text ?? title,
        page: title,
        text: text.trim(),
      }));
    }),
  );
  return pages.flat();
}
