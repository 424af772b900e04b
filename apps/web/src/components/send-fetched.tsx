"use client";

import type { FetchedDocument as Fetched } from "@counterfoil/services/document/fetch-document";
import Link from "next/link";
import { useActionState } from "react";
import { type SendState, sendDocument } from "../actions/fetch-document.ts";
import { untouched } from "../actions/form-state.ts";
import { buttonStyle } from "./button.tsx";
import { Card } from "./card.tsx";
import { Notice } from "./notice.tsx";
import { SubmitButton } from "./submit-button.tsx";

const unsent: SendState = { ...untouched, sent: null };

/** Sends it, or says why there is nothing to send. */
export function SendFetched({ fetched }: { fetched: Fetched }) {
  const [state, action] = useActionState(sendDocument, unsent);
  const { bindingId, kind, magentoId, known, sale, takenBy, xero } = fetched;
  if (state.sent)
    return (
      <Notice
        look="success"
        title={`${state.sent} is taken in`}
        action={
          <Link
            href={`/dashboard/sync?bindingId=${bindingId}&search=${encodeURIComponent(state.sent)}`}
            className={buttonStyle({ look: "secondary", size: "small" })}
          >
            See it in Sync history
          </Link>
        }
      >
        {xero.word === "On its way"
          ? "It goes to Xero in a moment."
          : (xero.sentence ?? "It goes the way of every other document from here.")}
      </Notice>
    );
  if (known?.isSent)
    return (
      <Notice look="info" action={<DocumentLink id={known.id} />}>
        {sale.incrementId} has been sent to Xero already, and goes there once only.
      </Notice>
    );
  if (takenBy)
    return (
      <Notice
        look="info"
        action={
          <Link
            href={`/dashboard/bindings/${takenBy.bindingId}/fetch?kind=${kind}&what=${magentoId}`}
            className={buttonStyle({ look: "secondary", size: "small" })}
          >
            Fetch it there
          </Link>
        }
      >
        Its store view belongs to {takenBy.organisation}.
      </Notice>
    );
  if (xero.word === "Left out")
    return (
      <Notice
        look="info"
        action={
          <Link
            href={`/dashboard/bindings/${bindingId}/settings`}
            className={buttonStyle({ look: "secondary", size: "small" })}
          >
            Settings
          </Link>
        }
      >
        The settings leave it out, so there is nothing to send. Change them first, if it should go.
      </Notice>
    );
  return (
    <Card className="p-5 sm:p-6">
      <form action={action} className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <input type="hidden" name="bindingId" value={bindingId} />
        <input type="hidden" name="kind" value={kind} />
        <input type="hidden" name="magentoId" value={magentoId} />
        <p className="max-w-prose text-sm text-pretty text-muted">
          {known
            ? `We have it already: ${known.word.toLowerCase()}. Sending gives it another try.`
            : "We have not seen it before. It comes in as if Magento had announced it."}
          {xero.word === "Needs you" && " It will wait for you until what is said above is settled."}
          {xero.word === "Waiting" && ` ${xero.sentence}`}
        </p>
        <div className="flex flex-wrap items-center gap-2">
          {known && <DocumentLink id={known.id} />}
          <SubmitButton busy="Sending">
            {xero.word === "On its way" ? "Send to Xero" : "Take it in"}
          </SubmitButton>
        </div>
        {state.message && (
          <p role="alert" className="w-full text-sm text-red">
            {state.message}
          </p>
        )}
      </form>
    </Card>
  );
}

function DocumentLink({ id }: { id: string }) {
  return (
    <Link href={`/dashboard/documents/${id}`} className={buttonStyle({ look: "secondary", size: "small" })}>
      Open the document
    </Link>
  );
}
