import { type ReasonCode, reasonFix, reasonSentence, reasons } from "@counterfoil/core/reasons";
import { type Word, wordOf } from "@counterfoil/core/words";
import type { Metadata } from "next";
import { HelpLink } from "../../../components/help-link.tsx";
import { WordChip } from "../../../components/word-chip.tsx";
import { HelpFrame } from "../../../help/help-frame.tsx";
import { placeOfReason } from "../../../help/help-places.ts";

export const metadata: Metadata = { title: "Every reason" };

const groups: { word: Word; about: string }[] = [
  { word: "Needs you", about: "Somebody has to decide, once. What waits for the same thing goes with it." },
  { word: "Waiting", about: "It goes by itself once what it waits for is there." },
  { word: "Left out", about: "Not sent, by a setting or by your choice." },
  { word: "On its way", about: "Being prepared, sent or checked." },
];

/** Made from the sentences that the documents themselves carry: a new code is here without anybody's doing. */
export default function ReasonsPage() {
  const codes = Object.keys(reasons) as ReasonCode[];
  return (
    <HelpFrame slug="reasons" headings={groups.map(({ word }) => ({ id: groupId(word), text: word }))}>
      <p className="leading-relaxed text-pretty">
        These are the sentences a document can stop on, in the words that it carries itself; there with its
        own amounts, numbers and days. Magento shows the short code.
      </p>
      {groups.map(({ word, about }) => (
        <section key={word} className="space-y-4">
          <div className="space-y-1.5">
            <h2 id={groupId(word)} className="scroll-mt-6 text-lg font-semibold tracking-tight">
              {word}
            </h2>
            <p className="text-sm text-muted">{about}</p>
          </div>
          <ul className="divide-y rounded-xl border bg-surface">
            {codes
              .filter((code) => wordOf(reasons[code].state) === word)
              .map((code) => (
                <ReasonEntry key={code} code={code} word={word} />
              ))}
          </ul>
        </section>
      ))}
    </HelpFrame>
  );
}

function ReasonEntry({ code, word }: { code: ReasonCode; word: Word }) {
  const [, first = "", rest = ""] = /^(.*?[.?!])(?:\s+(.*))?$/.exec(reasonSentence(code)) ?? [];
  const fix = reasonFix(code);
  const place = placeOfReason(code);
  return (
    <li
      id={code}
      className="scroll-mt-6 space-y-2 px-4 py-4 first:rounded-t-xl last:rounded-b-xl target:bg-brand-soft sm:px-5 print:break-inside-avoid"
    >
      <h3 className="font-medium text-pretty">{first}</h3>
      {rest && <p className="text-sm leading-relaxed text-pretty">{rest}</p>}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 text-[13px] text-muted">
        <WordChip word={word} />
        {fix && (
          <span>
            What to do: <span className="font-medium text-ink">{fix.label}</span>
          </span>
        )}
        {place && <HelpLink to={place}>Read more</HelpLink>}
        <code className="font-mono text-xs text-faint">{code}</code>
      </div>
    </li>
  );
}

function groupId(word: Word): string {
  return word.toLowerCase().replaceAll(" ", "-");
}
