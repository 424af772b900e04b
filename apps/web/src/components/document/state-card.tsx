import type { DocumentPage } from "@counterfoil/services/document/get-document";
import Link from "next/link";
import { buttonStyle } from "../button.tsx";
import { Card } from "../card.tsx";
import { cn } from "../cn.ts";
import { LocalTime } from "../local-time.tsx";
import { Difference, Money } from "../money.tsx";
import { ReasonHelp } from "../reason-help.tsx";
import { wordLooks } from "../word-chip.tsx";
import { DocumentActs } from "./document-acts.tsx";
import { fixAddress } from "./fix-address.ts";
import { FixForm } from "./fix-form.tsx";

/** What is the matter with a document, and all that can be done about it. */
export function StateCard({ document, inXero }: { document: DocumentPage; inXero: string | null }) {
  const { acts, fix, word } = document;
  const { icon: Icon, style } = wordLooks[word];
  // What is answered here needs no way to Settings.
  const isHere = acts.fix !== null || acts.openDay !== null || acts.sameCustomer?.ours === null;
  const address = fix && !isHere ? fixAddress(fix, { bindingId: document.binding.id, inXero }) : null;
  const isOutside = address?.startsWith("http") ?? false;
  const hasActs = Object.entries(acts).some(([name, value]) => name !== "fix" && Boolean(value));
  return (
    <Card className="space-y-4 p-5 sm:p-6">
      <div className="flex items-start gap-3.5">
        <span className={cn("mt-0.5 grid size-8 shrink-0 place-items-center rounded-full", style)}>
          <Icon className="size-4" strokeWidth={2.25} aria-hidden="true" />
        </span>
        <div className="min-w-0 flex-1 space-y-1 pt-1">
          <p className="max-w-3xl text-[15px] leading-relaxed text-pretty">
            {document.sentence}
            <ReasonHelp reason={document.reason} />
          </p>
          {document.note && (
            <p className="max-w-3xl text-sm leading-relaxed text-pretty text-muted">{document.note}</p>
          )}
          {document.until && (
            <p className="text-sm text-muted">
              Next try at <LocalTime at={document.until} />.
            </p>
          )}
          {document.leftOutNote && (
            <p className="max-w-3xl text-sm text-pretty text-muted">“{document.leftOutNote}”</p>
          )}
        </div>
      </div>
      <Figures document={document} />
      {acts.fix && <FixForm documentId={document.id} fix={acts.fix} />}
      {(hasActs || address) && (
        <div className="flex flex-wrap gap-2 border-t pt-4">
          {address && fix && (
            <Link
              href={address}
              className={buttonStyle({ look: "primary", size: "small" })}
              {...(isOutside && { target: "_blank", rel: "noreferrer" })}
            >
              {fix.label}
            </Link>
          )}
          <DocumentActs
            documentId={document.id}
            acts={acts}
            customer={document.customer}
            number={document.xero.number ?? document.number}
            organisation={document.binding.organisation}
            closes={closesOf(document)}
          />
        </div>
      )}
    </Card>
  );
}

/** Whether the two agree, before anything is read. */
function Figures({ document: { magento, xero, difference, currency } }: { document: DocumentPage }) {
  const figures = [
    { name: "Magento", figure: <Money amount={magento.total} currency={currency} /> },
    {
      name: xero.isVoided ? "Voided in Xero" : xero.isPosted ? "Xero" : "Planned",
      figure: <Money amount={xero.total} currency={currency} />,
    },
    {
      name: "Difference",
      figure:
        difference === null ? (
          <span className="text-faint">–</span>
        ) : (
          <Difference amount={difference} currency={currency} />
        ),
    },
  ];
  return (
    <dl className="grid max-w-xl grid-cols-3 gap-x-4">
      {figures.map(({ name, figure }) => (
        <div key={name}>
          <dt className="text-[13px] text-muted">{name}</dt>
          <dd className="text-[17px] font-semibold tracking-tight">{figure}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What "dealt with" means, by what is the matter. */
function closesOf({ reason }: DocumentPage): { label: string; text: string } {
  switch (reason) {
    case "cancelled_in_magento":
      return {
        label: "Keep it in Xero",
        text: "It stays in Xero as it is, though Magento has cancelled it, and counts as in Xero. To take it out, void it there instead: we notice by ourselves.",
      };
    case "voided_in_xero":
      return {
        label: "Leave it voided",
        text: "It stays voided in Xero and counts as left out; its payment or refund is not sent. We change nothing there.",
      };
    case "changed_in_xero":
      return {
        label: "Keep Xero's version",
        text: "It stays in Xero as somebody changed it, and counts as in Xero with the difference shown. What was not sent for it is left out. If it is changed once more, you are asked again.",
      };
    default:
      return {
        label: "I have dealt with it in Xero",
        text: "What could not be sent is left out, and you see to it in Xero yourself. The document stays as it is there.",
      };
  }
}
