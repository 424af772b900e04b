import { listBindings } from "@counterfoil/services/binding/list-bindings";
import { listStores } from "@counterfoil/services/binding/list-stores";
import { listOrganisations } from "@counterfoil/services/connection/list-organisations";
import { Cable } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { buttonStyle } from "../../../components/button.tsx";
import { Card } from "../../../components/card.tsx";
import { ConnectionLine } from "../../../components/connection-line.tsx";
import { EmptyState } from "../../../components/empty-state.tsx";
import { Notice } from "../../../components/notice.tsx";
import { PageHeader } from "../../../components/page-header.tsx";
import { context } from "../../../context.ts";
import { requireActor } from "../../../session.ts";

export const metadata: Metadata = { title: "Connections" };

export default async function BindingsPage() {
  const { actor } = await requireActor();
  const ctx = await context();
  const [bindings, stores, organisations] = await Promise.all([
    listBindings(ctx, actor),
    listStores(ctx, actor),
    listOrganisations(ctx, actor),
  ]);
  const unbound = stores.filter((store) => store.pairedAt !== null && store.openBindings === 0);
  return (
    <>
      <PageHeader
        title="Connections"
        description="Which store's documents go into which Xero organisation."
        action={
          <>
            <Link href="/dashboard/connect-magento" className={buttonStyle({ look: "secondary" })}>
              Connect Magento
            </Link>
            <Link href="/dashboard/connect-xero" className={buttonStyle({ look: "secondary" })}>
              Connect Xero
            </Link>
          </>
        }
      />
      {unbound.map((store) => (
        <Notice
          key={store.id}
          look="warning"
          title={
            organisations.length === 0 ? "Xero not connected yet" : `${store.host} has no organisation yet`
          }
          action={
            <Link href="/dashboard/connect-xero" className={buttonStyle({ size: "small" })}>
              {organisations.length === 0 ? "Connect Xero" : "Choose its organisation"}
            </Link>
          }
        >
          {store.host} is paired. What it sends is kept until it has an organisation to go to.
        </Notice>
      ))}
      <Card>
        {bindings.length > 0 ? (
          <ul className="divide-y">
            {bindings.map((binding) => (
              <ConnectionLine key={binding.id} binding={binding} />
            ))}
          </ul>
        ) : (
          <EmptyState
            icon={Cable}
            title="No store is connected to Xero yet"
            action={
              <Link
                href={stores.length === 0 ? "/dashboard/connect-magento" : "/dashboard/connect-xero"}
                className={buttonStyle()}
              >
                {stores.length === 0 ? "Connect Magento" : "Connect Xero"}
              </Link>
            }
          >
            Pair a Magento store and connect a Xero organisation, in either order. Each pair stands here as
            one line, green while all is well.
          </EmptyState>
        )}
      </Card>
    </>
  );
}
