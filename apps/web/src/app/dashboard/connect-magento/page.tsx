import { listStores } from "@counterfoil/services/binding/list-stores";
import { listOrganisations } from "@counterfoil/services/connection/list-organisations";
import { pairingSentence } from "@counterfoil/services/pairing/pairing-sentences";
import type { Metadata } from "next";
import Link from "next/link";
import { buttonStyle } from "../../../components/button.tsx";
import { Card } from "../../../components/card.tsx";
import { Notice } from "../../../components/notice.tsx";
import { PageHeader } from "../../../components/page-header.tsx";
import { PairForm } from "../../../components/pair-form.tsx";
import { context } from "../../../context.ts";
import { requireActor } from "../../../session.ts";

export const metadata: Metadata = { title: "Connect Magento" };

/** `provider` is what the store's own link names; there is one, so it decides nothing. */
type Props = {
  searchParams: Promise<{ provider?: string; paired?: string; warning?: string; store?: string }>;
};

export default async function ConnectMagentoPage({ searchParams }: Props) {
  const { paired, warning, store } = await searchParams;
  const { actor } = await requireActor();
  const ctx = await context();
  const [stores, organisations] = await Promise.all([listStores(ctx, actor), listOrganisations(ctx, actor)]);
  const latest = stores.filter((each) => each.pairedAt !== null).at(-1);
  const isConnected = organisations.length > 0;
  // A code, not a sentence: what an address says is never shown as our words.
  const doubt =
    latest && (warning === "ping_refused" || warning === "ping_unavailable")
      ? pairingSentence(warning, latest)
      : null;
  return (
    <>
      <PageHeader
        title="Connect Magento"
        description="Pair your store with a one-time code. No password changes hands, and Magento never sees anything of Xero's."
      />
      {paired && latest && (
        <Notice
          look={doubt ? "warning" : "success"}
          title={`${latest.host} is paired`}
          action={
            <Link href="/dashboard/connect-xero" className={buttonStyle({ size: "small" })}>
              {isConnected ? "Choose its Xero organisation" : "Next: connect Xero"}
            </Link>
          }
        >
          {doubt ??
            "From now on it tells us about every invoice and credit memo. They are kept until Xero is connected and you start syncing."}
        </Notice>
      )}
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <Card className="p-5 sm:p-6">
          <PairForm suggestedUrl={store ?? null} />
        </Card>
        <aside className="space-y-3 text-sm text-muted">
          <h2 className="font-medium text-ink">Where the code is</h2>
          <ol className="list-decimal space-y-2 pl-4.5 leading-relaxed marker:text-faint">
            <li>Open your store's admin and go to the ledger connection's settings.</li>
            <li>Press the button that makes a pairing code.</li>
            <li>Copy the code here within 30 minutes.</li>
          </ol>
          {stores.length > 0 && (
            <>
              <h2 className="pt-3 font-medium text-ink">Stores</h2>
              <ul className="space-y-1.5">
                {stores.map((each) => (
                  <li key={each.id} className="flex items-center gap-2">
                    <span
                      className={`size-2 rounded-full ${each.status === "active" ? "bg-dot-green" : "bg-dot-amber"}`}
                      aria-hidden="true"
                    />
                    <span className="break-all">{each.host}</span>
                    <span className="text-faint">{statusWords[each.status]}</span>
                  </li>
                ))}
              </ul>
            </>
          )}
        </aside>
      </div>
    </>
  );
}

const statusWords = {
  pending: "not paired yet",
  active: "paired",
  token_revoked: "pair it again",
  disconnected: "disconnected",
} as const;
