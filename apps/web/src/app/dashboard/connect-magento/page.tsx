import { listStores } from "@counterfoil/services/binding/list-stores";
import { listOrganisations } from "@counterfoil/services/connection/list-organisations";
import { pairingHint, pairingSentence } from "@counterfoil/services/pairing/pairing-sentences";
import { listStepLinks } from "@counterfoil/services/step-link/list-step-links";
import type { Metadata } from "next";
import Link from "next/link";
import { pairStore } from "../../../actions/pair-store.ts";
import { buttonStyle } from "../../../components/button.tsx";
import { Card } from "../../../components/card.tsx";
import { HelpLink } from "../../../components/help-link.tsx";
import { KnockForm } from "../../../components/knock-form.tsx";
import { Notice } from "../../../components/notice.tsx";
import { PageHeader } from "../../../components/page-header.tsx";
import { PairForm } from "../../../components/pair-form.tsx";
import { SomebodyElse } from "../../../components/somebody-else.tsx";
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
  const [stores, organisations, links] = await Promise.all([
    listStores(ctx, actor),
    listOrganisations(ctx, actor),
    listStepLinks(ctx, actor, { step: "magento" }),
  ]);
  const latest = stores
    .filter((each) => each.pairedAt !== null)
    .toSorted((one, other) => Number(one.pairedAt) - Number(other.pairedAt))
    .at(-1);
  const isConnected = organisations.some(({ status }) => status === "active");
  // A code, not a sentence: what an address says is never shown as our words.
  const doubt = warning === "ping_refused" ? warning : "ping_unavailable";
  const isLetIn = latest?.status === "active";
  return (
    <>
      <PageHeader
        title="Connect Magento"
        description="Pair your store with a one-time code. No password changes hands, and Magento never sees anything of Xero's."
      />
      {latest?.status === "pending" && (
        <KnockForm
          storeId={latest.id}
          host={latest.host}
          sentence={pairingSentence(doubt, latest)}
          hint={pairingHint(doubt, latest)}
        />
      )}
      {paired && latest && isLetIn && (
        <Notice
          look="success"
          title={`${latest.host} is paired`}
          action={
            <Link href="/dashboard/connect-xero" className={buttonStyle({ size: "small" })}>
              {isConnected ? "Choose its Xero organisation" : "Next: connect Xero"}
            </Link>
          }
        >
          From now on it tells us about every invoice and credit memo. They are kept until Xero is connected
          and you start syncing.
        </Notice>
      )}
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="space-y-6">
          <Card className="p-5 sm:p-6">
            <PairForm action={pairStore} suggestedUrl={store ?? null} />
          </Card>
          <SomebodyElse step="magento" links={links} />
        </div>
        <aside className="space-y-3 text-sm text-muted">
          <h2 className="font-medium text-ink">Where the code is</h2>
          <ol className="list-decimal space-y-2 pl-4.5 leading-relaxed marker:text-faint">
            <li>Open your store's admin and go to the ledger connection's settings.</li>
            <li>Press the button that makes a pairing code.</li>
            <li>Copy the code here within 30 minutes.</li>
          </ol>
          <HelpLink to="pairingFails">When pairing does not work</HelpLink>
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
                    <span className="text-faint">
                      {each.status === "pending" && each.pairedAt
                        ? "does not let us in yet"
                        : statusWords[each.status]}
                    </span>
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
