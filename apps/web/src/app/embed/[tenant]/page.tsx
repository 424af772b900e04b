import { type Word, words } from "@counterfoil/core/words";
import { type EmbeddedStatus, embeddedStatus } from "@counterfoil/services/store/embedded-status";
import { CircleAlert, CircleCheck, Clock, ExternalLink } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { buttonStyle } from "../../../components/button.tsx";
import { cn } from "../../../components/cn.ts";
import { Logo } from "../../../components/logo.tsx";
import { Moment } from "../../../components/moment.tsx";
import { wordLooks } from "../../../components/word-chip.tsx";
import { context } from "../../../context.ts";
import { findSignedIn } from "../../../session.ts";

export const metadata: Metadata = { title: "This store and Xero", robots: { index: false } };

/**
 * Stands in a frame of Magento's admin, where no session of ours reaches (`{tenant}` is the wire's word for the store's id): states
 * and counts, which that admin shows anyway. A name of ours is shown only to a member, who has opened it in a window of their own.
 */
export default async function EmbedPage({ params }: { params: Promise<{ tenant: string }> }) {
  const status = await embeddedStatus(await context(), (await params).tenant);
  if (!status) notFound();
  const isMember = (await findSignedIn())?.actor.tenantId === status.tenantId;
  return (
    <main className="mx-auto max-w-3xl space-y-5 px-5 py-6 sm:px-7">
      <header className="flex flex-wrap items-center justify-between gap-3">
        <Logo />
        <a href="/dashboard" target="_blank" rel="noopener" className={buttonStyle({ size: "small" })}>
          Open in Counterfoil
          <ExternalLink aria-hidden="true" />
        </a>
      </header>
      <State status={status} organisations={isMember ? status.organisations : []} />
      <section aria-labelledby="counts" className="space-y-2.5">
        <h2 id="counts" className="text-[13px] font-medium text-muted">
          Documents of the last 30 days
        </h2>
        <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-xl border bg-line sm:grid-cols-5">
          {words.map((word) => (
            <Count key={word} word={word} count={status.counts[word]} />
          ))}
        </dl>
      </section>
      <p className="text-[13px] leading-relaxed text-muted">
        {status.lastDocumentAt ? (
          <>
            Last heard of this store <Moment at={status.lastDocumentAt} />.
          </>
        ) : (
          "Nothing has been heard of this store yet. Raise an invoice, and it appears here within two minutes."
        )}{" "}
        Which documents these are, and their amounts, you see after signing in.
      </p>
    </main>
  );
}

const looks = {
  good: { icon: CircleCheck, style: "border-green/25 bg-green-soft [&>svg]:text-green" },
  waits: { icon: Clock, style: "border-amber/30 bg-amber-soft [&>svg]:text-amber" },
  needs_you: { icon: CircleAlert, style: "border-red/25 bg-red-soft [&>svg]:text-red" },
};

function State({ status, organisations }: { status: EmbeddedStatus; organisations: string[] }) {
  const { icon: Icon, style } = looks[status.look];
  return (
    <section className={cn("flex items-start gap-3 rounded-xl border px-4 py-4", style)}>
      <Icon className="mt-0.5 size-5 shrink-0" aria-hidden="true" />
      <div className="min-w-0 space-y-1">
        <h1 className="font-semibold tracking-tight">{status.title}</h1>
        <p className="text-sm leading-relaxed text-pretty">{status.sentence}</p>
        <p className="text-[13px] break-words text-ink/80">{[status.host, ...organisations].join(" ↔ ")}</p>
      </div>
    </section>
  );
}

function Count({ word, count }: { word: Word; count: number }) {
  const { icon: Icon, style } = wordLooks[word];
  return (
    <div className="flex flex-col-reverse justify-end gap-1 bg-surface px-4 py-3.5 last:max-sm:col-span-2">
      <dt className="flex items-center gap-1.5 text-[13px] text-muted">
        <span className={cn("grid size-4.5 place-items-center rounded-full", style)}>
          <Icon className="size-3" strokeWidth={2.5} aria-hidden="true" />
        </span>
        {word}
      </dt>
      <dd className="text-xl font-semibold tracking-tight tabular">{count.toLocaleString("en-GB")}</dd>
    </div>
  );
}
