import { type ConsentFailure, consentFailures } from "@counterfoil/services/connection/consent-outcome";
import { pairingHint, pairingSentence } from "@counterfoil/services/pairing/pairing-sentences";
import { type OpenStepLink, openStepLink } from "@counterfoil/services/step-link/open-step-link";
import type { Metadata } from "next";
import { headers } from "next/headers";
import { pairStoreByLink } from "../../../actions/pair-store.ts";
import { buttonStyle } from "../../../components/button.tsx";
import { ConsentNotice } from "../../../components/consent-notice.tsx";
import { EntryFrame } from "../../../components/entry-frame.tsx";
import { Moment } from "../../../components/moment.tsx";
import { Notice } from "../../../components/notice.tsx";
import { PairForm } from "../../../components/pair-form.tsx";
import { TechnicalHint } from "../../../components/technical-hint.tsx";
import { XeroFacts } from "../../../components/xero-facts.tsx";
import { context } from "../../../context.ts";
import { clientAddress } from "../../../http/client-address.ts";

export const metadata: Metadata = {
  title: "You are asked to help",
  robots: { index: false, follow: false },
  referrer: "no-referrer",
};

type Props = {
  params: Promise<{ token: string }>;
  searchParams: Promise<{ result?: string; missing?: string; warning?: string }>;
};

/** One step of onboarding for somebody without an account: who asks, what it means, and the step itself. Nothing else of the tenant. */
export default async function StepLinkPage({ params, searchParams }: Props) {
  const { token } = await params;
  const query = await searchParams;
  const address = clientAddress(await headers());
  const opened = await openStepLink(await context(), { token }, { address });
  if (!opened.ok) return <Closed opened={opened} warning={query.warning} />;
  const { step, sender, company, expiresAt } = opened;
  const asks = (
    <>
      {sender.name} ({sender.email}) sent you this link, for {company}. It is for this step alone, and good
      until <Moment at={expiresAt} />.
    </>
  );
  if (step === "magento")
    return (
      <EntryFrame
        title={`Pair ${company}'s store`}
        description={`${sender.name} asks you to pair their Magento store with Counterfoil, which puts its invoices into Xero.`}
        below={asks}
      >
        <div className="space-y-3 text-sm leading-relaxed text-pretty text-muted">
          <p>
            In Magento's admin, open the ledger connection's settings, generate a pairing code, and paste it
            here within 30 minutes. From then on the store tells us of its invoices, payments, credit memos
            and customers. It lets us read those and nothing else of the shop.
          </p>
        </div>
        <PairForm action={pairStoreByLink} suggestedUrl={null} token={opened.token} />
      </EntryFrame>
    );
  return (
    <EntryFrame
      title={`Connect ${company}'s Xero organisation`}
      description={`${sender.name} asks you to connect their Xero organisation to Counterfoil, which puts their Magento invoices into it.`}
      below={asks}
    >
      {query.result && isFailure(query.result) && (
        <ConsentNotice result={query.result} missing={query.missing?.split(" ") ?? []} expected={null} />
      )}
      <XeroFacts look="column" />
      {/* Not a Link: this leaves the app, and must not be fetched ahead. */}
      <a href={`/link/${opened.token}/xero`} className={buttonStyle({ size: "large" })}>
        Connect Xero
      </a>
      <p className="text-[13px] leading-relaxed text-pretty text-muted">
        {company} will see that you consented, by your e-mail address at Xero. Nothing is sent before they
        press Start syncing.
      </p>
    </EntryFrame>
  );
}

function Closed({
  opened,
  warning,
}: {
  opened: Extract<OpenStepLink, { ok: false }>;
  warning: string | undefined;
}) {
  const { done, sentence } = opened;
  if (!done)
    return (
      <EntryFrame
        title="This link does not open anything"
        description="Nothing was changed."
        below="You can close this page."
      >
        <Notice look="warning">{sentence}</Notice>
      </EntryFrame>
    );
  const facts = { host: done.with ?? "The store" };
  const doubt =
    done.step === "magento" && (warning === "ping_refused" || warning === "ping_unavailable")
      ? warning
      : null;
  return (
    <EntryFrame
      title="Done, thank you"
      description={`${done.company} goes on from here.`}
      below="You can close this page."
    >
      <Notice
        look={doubt ? "warning" : "success"}
        title={done.step === "magento" ? `${done.with} is paired` : `${done.with} is connected`}
      >
        {doubt ? pairingSentence(doubt, facts) : sentence}
        {doubt && <TechnicalHint>{pairingHint(doubt, facts) ?? ""}</TechnicalHint>}
        {done.by && <p className="mt-1">Consented by {done.by}.</p>}
      </Notice>
    </EntryFrame>
  );
}

function isFailure(result: string): result is ConsentFailure {
  return Object.hasOwn(consentFailures, result);
}
