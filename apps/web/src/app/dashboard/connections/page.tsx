import { listConnections } from "@counterfoil/services/connection/list-connections";
import { listStoreHealth } from "@counterfoil/services/store/list-store-health";
import { Landmark, Store } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { buttonStyle } from "../../../components/button.tsx";
import { Card } from "../../../components/card.tsx";
import { ConnectionCard } from "../../../components/connection-card.tsx";
import { ConnectionTabs } from "../../../components/connection-tabs.tsx";
import { EmptyState } from "../../../components/empty-state.tsx";
import { PageHeader } from "../../../components/page-header.tsx";
import { StoreCard } from "../../../components/store-card.tsx";
import { context } from "../../../context.ts";
import { requireActor } from "../../../session.ts";

export const metadata: Metadata = { title: "Organisations and stores" };

export default async function ConnectionsPage() {
  const { actor } = await requireActor();
  const ctx = await context();
  const [connections, stores] = await Promise.all([listConnections(ctx, actor), listStoreHealth(ctx, actor)]);
  const mayConnect = actor.role === "owner" || actor.role === "admin";
  return (
    <>
      <ConnectionTabs />
      <PageHeader
        title="Organisations and stores"
        description="The Xero organisations this account may use, and the Magento stores that are paired with it."
        action={
          mayConnect && (
            <>
              <Link href="/dashboard/connect-magento" className={buttonStyle({ look: "secondary" })}>
                Connect Magento
              </Link>
              <Link href="/dashboard/connect-xero" className={buttonStyle({ look: "secondary" })}>
                Connect Xero
              </Link>
            </>
          )
        }
      />
      <section aria-labelledby="organisations" className="space-y-3">
        <h2 id="organisations" className="text-[15px] font-semibold tracking-tight">
          Xero organisations
        </h2>
        {connections.map((row) => (
          <ConnectionCard key={row.organisation.id} row={row} mayConnect={mayConnect} />
        ))}
        {connections.length === 0 && (
          <Card>
            <EmptyState
              icon={Landmark}
              help="connectXero"
              title="No organisation yet"
              action={
                mayConnect && (
                  <Link href="/dashboard/connect-xero" className={buttonStyle()}>
                    Connect Xero
                  </Link>
                )
              }
            >
              You sign in at Xero, choose an organisation there, and come back. Who let us in, what for and
              how long stands here then.
            </EmptyState>
          </Card>
        )}
      </section>
      <section aria-labelledby="stores" className="space-y-3">
        <h2 id="stores" className="text-[15px] font-semibold tracking-tight">
          Magento stores
        </h2>
        <Card>
          {stores.length > 0 ? (
            <ul className="divide-y">
              {stores.map((store) => (
                <StoreCard key={store.id} store={store} mayConnect={mayConnect} />
              ))}
            </ul>
          ) : (
            <EmptyState
              icon={Store}
              help="pairStore"
              title="No store yet"
              action={
                mayConnect && (
                  <Link href="/dashboard/connect-magento" className={buttonStyle()}>
                    Connect Magento
                  </Link>
                )
              }
            >
              A store is paired with a code from its own admin. When it last sent something, and whether
              anything is the matter with it, stands here then.
            </EmptyState>
          )}
        </Card>
      </section>
    </>
  );
}
