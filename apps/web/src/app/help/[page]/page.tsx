import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { HelpFrame } from "../../../help/help-frame.tsx";
import { helpPages } from "../../../help/help-pages.ts";
import { HelpText } from "../../../help/help-text.tsx";
import { readHelp } from "../../../help/read-help.ts";

type Props = { params: Promise<{ page: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: find((await params).page)?.title ?? "Help" };
}

export default async function HelpPage({ params }: Props) {
  const page = find((await params).page);
  if (!page) notFound();
  const sections = await readHelp(page.slug);
  const headings = sections.flatMap(({ id, heading }) => (id && heading ? [{ id, text: heading.text }] : []));
  return (
    <HelpFrame slug={page.slug} headings={headings}>
      {sections.map(({ id, heading, tokens }) => (
        <section key={id ?? "top"} className="space-y-3.5">
          {id && heading && (
            <h2 id={id} className="scroll-mt-6 text-lg font-semibold tracking-tight break-after-avoid">
              {heading.text}
            </h2>
          )}
          <HelpText tokens={tokens} />
        </section>
      ))}
    </HelpFrame>
  );
}

function find(slug: string) {
  for (const page of helpPages) if (page.slug === slug && page.slug !== "reasons") return page;
  return null;
}
