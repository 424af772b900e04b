"use client";

import type { Policy } from "@counterfoil/core/policy";
import type { Preview, PreviewRow } from "@counterfoil/services/policy/preview-policy";
import { ArrowRight, ChevronRight, LoaderCircle } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { Button } from "../button.tsx";
import { cn } from "../cn.ts";
import { Money } from "../money.tsx";
import { Notice } from "../notice.tsx";
import { WordChip } from "../word-chip.tsx";
import { PreviewDocument } from "./preview-document.tsx";
import { SettingsCard } from "./settings-card.tsx";

type Shown = { preview: Preview; body: string };

/** The last documents with the unsaved settings, planned by the planner that posts. `request` counts how often it was asked for elsewhere. */
export function PreviewCard({
  bindingId,
  changes,
  request,
}: {
  bindingId: string;
  changes: Partial<Policy>;
  request: number;
}) {
  const [shown, setShown] = useState<Shown | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const body = JSON.stringify({ changes });
  const isEmpty = Object.keys(changes).length === 0;
  const latest = useRef(body);
  useEffect(() => {
    latest.current = body;
  }, [body]);

  const ask = useCallback(async () => {
    setIsBusy(true);
    const asked = latest.current;
    const answer = await askForPreview(bindingId, asked);
    if (typeof answer === "string") setProblem(answer);
    else {
      setProblem(null);
      setShown({ preview: answer, body: asked });
    }
    setIsBusy(false);
  }, [bindingId]);
  useEffect(() => {
    if (request === 0) return;
    void ask().then(() => place.current?.scrollIntoView({ block: "start" }));
  }, [request, ask]);

  return (
    <div ref={place} className="scroll-mt-6">
      <SettingsCard
        help="fiveWords"
        id="preview"
        title="Preview"
        description="The last 20 documents of this connection, prepared with what you have changed and not saved. Nothing is sent and nothing is saved."
      >
        <div className="space-y-4 p-5 sm:px-6" aria-live="polite" aria-busy={isBusy}>
          <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
            <Button look="secondary" disabled={isBusy || isEmpty} onClick={ask}>
              {isBusy && <LoaderCircle className="animate-spin" aria-hidden="true" />}
              {isBusy ? "Preparing" : shown ? "Preview again" : "Preview"}
            </Button>
            {isEmpty && (
              <p className="text-sm text-muted">Change a setting first, and see here what it does.</p>
            )}
            {!isEmpty && shown && shown.body !== body && (
              <p className="text-sm text-amber">You have changed more since this preview.</p>
            )}
          </div>
          {problem && <Notice look="error">{problem}</Notice>}
          {shown && !isEmpty && <Rows preview={shown.preview} />}
        </div>
      </SettingsCard>
    </div>
  );
}

function Rows({ preview }: { preview: Preview }) {
  const { rows, changed } = preview;
  if (rows.length === 0)
    return (
      <p className="text-sm text-muted">
        No document was fetched from Magento yet, so there is nothing to compare.
      </p>
    );
  const others = rows.length - changed;
  return (
    <>
      <p className="text-sm font-medium">
        {changed === 0
          ? `Nothing would change: ${rows.length === 1 ? "the last document" : `all of the last ${rows.length} documents`} would be as they are now.`
          : `${changed} of the last ${rows.length} ${rows.length === 1 ? "document" : "documents"} would change.`}
      </p>
      <ul className="divide-y rounded-lg border">
        {rows
          .filter((row) => row.isOtherwise)
          .map((row) => (
            <li key={row.id}>
              <Row row={row} />
            </li>
          ))}
      </ul>
      {changed > 0 && others > 0 && (
        <p className="text-[13px] text-muted">
          {others === 1 ? "The other one stays" : `The other ${others} stay`} as they would be now.
        </p>
      )}
    </>
  );
}

function Row({ row }: { row: PreviewRow }) {
  const { before, after } = row;
  return (
    <details className="group">
      <summary className="flex list-none [&::-webkit-details-marker]:hidden flex-wrap items-center gap-x-4 gap-y-1.5 rounded-lg px-4 py-3 text-sm hover:bg-raised">
        <ChevronRight
          className="-mx-1.5 size-4 shrink-0 text-faint transition-transform group-open:rotate-90"
          aria-hidden="true"
        />
        <span className="tabular font-medium">{row.number ?? "No number"}</span>
        <span className="text-muted">
          {row.kind === "invoice" ? "Invoice" : "Credit memo"}
          {row.customer && `, ${row.customer}`}
        </span>
        <span className="ml-auto flex items-center gap-2">
          <WordChip word={before.word} />
          {before.word !== after.word && (
            <>
              <ArrowRight className="size-3.5 text-faint" aria-label="to" role="img" />
              <WordChip word={after.word} />
            </>
          )}
          <Money
            amount={row.magentoTotal}
            currency={row.currency}
            className={cn("min-w-20 text-right", after.total === null && "text-muted")}
          />
        </span>
      </summary>
      <PreviewDocument row={row} />
    </details>
  );
}

/** The preview, or a sentence that says why there is none. */
async function askForPreview(bindingId: string, body: string): Promise<Preview | string> {
  try {
    const response = await fetch(`/api/bindings/${bindingId}/policy/preview`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    if (response.ok) return (await response.json()) as Preview;
    const problem = (await response.json()) as { detail?: string };
    return problem.detail ?? "The preview could not be made. Try again in a moment.";
  } catch {
    return "Counterfoil did not answer. Try again in a moment.";
  }
}
