"use client";

import type { StepLinkRow } from "@counterfoil/services/step-link/list-step-links";
import { Mail, UserRoundPlus } from "lucide-react";
import { useActionState } from "react";
import { untouched } from "../actions/form-state.ts";
import { type NewLink, sendStepLink, takeBackStepLink } from "../actions/step-link.ts";
import { buttonStyle } from "./button.tsx";
import { Card } from "./card.tsx";
import { CopyButton } from "./copy-button.tsx";
import { Moment } from "./moment.tsx";
import { Notice } from "./notice.tsx";
import { SubmitButton } from "./submit-button.tsx";

const words = {
  magento: {
    text: "The pairing code is in Magento's admin. If a developer or an agency looks after the shop, send them a link: it lets them pair the store and do nothing else, without an account here.",
    subject: "Please pair our Magento store with Counterfoil",
    ask: "please pair our Magento store with Counterfoil, which puts our invoices into Xero. This link is for that alone and is good for seven days:",
  },
  xero: {
    text: "If your accountant looks after Xero, send them a link: it lets them connect the organisation and do nothing else, without an account here. They sign in at Xero themselves.",
    subject: "Please connect our Xero organisation to Counterfoil",
    ask: "please connect our Xero organisation to Counterfoil, which puts our Magento invoices into Xero. You sign in at Xero, on Xero's own page. This link is for that alone and is good for seven days:",
  },
} as const;

const newLink: NewLink = untouched;

/** "Somebody else does this": a link for one step alone, and those that were sent. */
export function SomebodyElse({ step, links }: { step: keyof typeof words; links: StepLinkRow[] }) {
  const [made, send] = useActionState(sendStepLink, newLink);
  const { text, subject, ask } = words[step];
  const isNew = made.url !== undefined;
  return (
    <Card className="space-y-4 p-5 sm:p-6">
      <div className="space-y-1">
        <h2 className="flex items-center gap-2 text-[15px] font-semibold tracking-tight">
          <UserRoundPlus className="size-4.5 text-brand" strokeWidth={1.9} aria-hidden="true" />
          Somebody else does this
        </h2>
        <p className="text-sm leading-relaxed text-pretty text-muted">{text}</p>
      </div>
      {made.message && <Notice look="error">{made.message}</Notice>}
      {isNew && (
        <div className="space-y-3 rounded-lg border bg-raised p-4" role="status">
          <p className="text-sm font-medium">Your link. It is shown only now, so copy it or send it.</p>
          <p className="rounded-md border bg-surface px-3 py-2 font-mono text-[13px] break-all" data-link>
            {made.url}
          </p>
          <div className="flex flex-wrap gap-2">
            <CopyButton text={made.url ?? ""}>Copy the link</CopyButton>
            <a
              href={`mailto:?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(`Hello,\n\n${ask}\n\n${made.url}\n\nThank you!`)}`}
              className={buttonStyle({ look: "secondary", size: "small" })}
            >
              <Mail aria-hidden="true" />
              Write an e-mail
            </a>
          </div>
        </div>
      )}
      <form action={send}>
        <input type="hidden" name="step" value={step} />
        <SubmitButton look="secondary" size="small" busy="Making a link">
          {isNew ? "Make another link" : "Make a link"}
        </SubmitButton>
      </form>
      {links.length > 0 && (
        <ul className="divide-y border-t text-[13px]">
          {links.map((link) => (
            <SentLink key={link.id} link={link} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function SentLink({ link }: { link: StepLinkRow }) {
  const [state, takeBack] = useActionState(takeBackStepLink, untouched);
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2.5">
      <span className="text-pretty text-muted">
        From {link.sender}, <Moment at={link.createdAt} />.{" "}
        <span className={link.state === "done" ? "text-green" : "text-ink"}>{stateWords(link)}</span>
        {state.message && <span className="text-red"> {state.message}</span>}
      </span>
      {link.state === "open" && (
        <form action={takeBack}>
          <input type="hidden" name="linkId" value={link.id} />
          <SubmitButton look="quiet" size="small" busy="Taking it back" className="max-sm:-ml-3">
            Take it back
          </SubmitButton>
        </form>
      )}
    </li>
  );
}

function stateWords({ state, doneWith, doneBy }: StepLinkRow): string {
  if (state === "done") return `Done: ${doneWith ?? ""}${doneBy ? `, by ${doneBy}` : ""}.`;
  if (state === "revoked") return "Taken back.";
  return state === "expired" ? "Has run out." : "Not used yet.";
}
