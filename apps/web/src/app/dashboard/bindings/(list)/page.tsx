import { listBindings } from "@counterfoil/services/binding/list-bindings";
import {
  type ClosedBindingRow,
  listClosedBindings,
} from "@counterfoil/services/binding/list-closed-bindings";
import { listStores } from "@counterfoil/services/binding/list-stores";
import {
  listUnclaimedStoreViews,
  type UnclaimedStoreView,
} from "@counterfoil/services/binding/list-unclaimed-store-views";
import { listOrganisations } from "@counterfoil/services/connection/list-organisations";
import { Cable, Plus } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { buttonStyle } from "../../../../components/button.tsx";
import { Card, CardHeader } from "../../../../components/card.tsx";
import { ConnectionLine } from "../../../../components/connection-line.tsx";
import { ConnectionTabs } from "../../../../components/connection-tabs.tsx";
import { EmptyState } from "../../../../components/empty-state.tsx";
import { Moment } from "../../../../components/moment.tsx";
import { Notice } from "../../../../components/notice.tsx";
import { PageHeader } from "../../../../components/page-header.tsx";
import { context } from "../../../../context.ts";
import { requireActor } from "../../../../session.ts";

export const metadata: Metadata = { title: "Connections" };

type Props = { searchParams: Promise<{ ended?: string; again?: string; taken?: string }> };

export default async function BindingsPage({ searchParams }: Props) {
  const { actor } = await requireActor();
  const ctx = await context();
  const { ended, again, taken } = await searchParams;
  const [bindings, closed, unclaimed, stores, organisations] = await Promise.all([
    listBindings(ctx, actor),
    listClosedBindings(ctx, actor),
    listUnclaimedStoreViews(ctx, actor),
    listStores(ctx, actor),
    listOrganisations(ctx, actor),
  ]);
  const mayEnd = actor.role === "owner" || actor.role === "admin";
  const paired = stores.filter((store) => store.pairedAt !== null && store.status !== "disconnected");
  const isConnected = organisations.some(({ status }) => status === "active");
  const unbound = paired.filter((store) => store.openBindings === 0);
  return (
    <>
      <ConnectionTabs />
      <PageHeader
        title="Connections"
        description="Which store's documents go into which Xero organisation."
        action={
          mayEnd &&
          paired.length > 0 &&
          isConnected && (
            <Link href="/dashboard/bindings/new" className={buttonStyle()}>
              <Plus aria-hidden="true" />
              New binding
            </Link>
          )
        }
      />
      {ended && (
        <Notice look="success" title="Disconnected">
          Nothing more is sent. What is in Xero stays there, and what waits is kept as it is.
        </Notice>
      )}
      {again && bindings.some(({ paused }) => paused) && (
        <Notice look="success" title="Connected again, and paused">
          It has its settings and its documents back. Look at what waits, then press Resume.
        </Notice>
      )}
      {taken && (
        <Notice look="success" title="The store view has somewhere to go">
          Its documents are prepared anew and go by themselves.
        </Notice>
      )}
      {unbound.map((store) => (
        <Notice
          key={store.id}
          look="warning"
          title={isConnected ? `${store.host} has no organisation yet` : "Xero not connected yet"}
          action={
            <Link
              href={isConnected ? `/dashboard/bindings/new?store=${store.id}` : "/dashboard/connect-xero"}
              className={buttonStyle({ size: "small" })}
            >
              {isConnected ? "Choose its organisation" : "Connect Xero"}
            </Link>
          }
        >
          {store.host} is paired. What it sends is kept until it has an organisation to go to.
        </Notice>
      ))}
      {unclaimed.map((view) => (
        <Unclaimed key={`${view.store.id} ${view.storeViewId}`} view={view} mayEnd={mayEnd} />
      ))}
      <Card>
        {bindings.length > 0 ? (
          <ul className="divide-y">
            {bindings.map((binding) => (
              <ConnectionLine
                key={binding.id}
                binding={binding}
                mayPause={actor.role !== "viewer"}
                mayEnd={mayEnd}
              />
            ))}
          </ul>
        ) : (
          <EmptyState
            icon={Cable}
            help="gettingStarted"
            title="No store is connected to Xero yet"
            action={
              <Link
                href={
                  paired.length === 0
                    ? "/dashboard/connect-magento"
                    : isConnected
                      ? "/dashboard/bindings/new"
                      : "/dashboard/connect-xero"
                }
                className={buttonStyle()}
              >
                {paired.length === 0 ? "Connect Magento" : isConnected ? "New binding" : "Connect Xero"}
              </Link>
            }
          >
            Pair a Magento store and connect a Xero organisation, in either order. Each pair stands here as
            one line, green while all is well.
          </EmptyState>
        )}
      </Card>
      {closed.length > 0 && <Closed rows={closed} mayEnd={mayEnd} />}
    </>
  );
}

function Unclaimed({ view, mayEnd }: { view: UnclaimedStoreView; mayEnd: boolean }) {
  const { store, storeViewId, name, lastNumber, documents } = view;
  const query = new URLSearchParams({ store: store.id, view: String(storeViewId) });
  return (
    <Notice
      look="warning"
      title={`No organisation takes ${name ?? `store view ${storeViewId}`} of ${store.host}`}
      action={
        mayEnd && (
          <Link href={`/dashboard/bindings/store-view?${query}`} className={buttonStyle({ size: "small" })}>
            Send this store view somewhere
          </Link>
        )
      }
    >
      {documents === 1 ? "One document is" : `${documents} documents are`} left out because of that
      {lastNumber && `, the newest ${lastNumber}`}. Nothing of it is in Xero.
    </Notice>
  );
}

function Closed({ rows, mayEnd }: { rows: ClosedBindingRow[]; mayEnd: boolean }) {
  return (
    <Card>
      <CardHeader
        title="Disconnected"
        description="Their documents and settings are kept. Connected again, each goes on where it stopped."
      />
      <ul className="mt-3 divide-y border-t">
        {rows.map(({ id, store, organisation, closedAt }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-3.5 text-sm sm:px-6">
            <p className="min-w-0 flex-1 basis-52 text-muted">
              Magento <span className="break-all">{store.host}</span> <span className="text-faint">↔</span>{" "}
              Xero {organisation.name}
              {closedAt && (
                <span className="text-[13px]">
                  {" "}
                  · disconnected <Moment at={closedAt} />
                </span>
              )}
            </p>
            <Link
              href={`/dashboard/sync?bindingId=${id}`}
              className={buttonStyle({ look: "quiet", size: "small" })}
            >
              Sync history
            </Link>
            {mayEnd && <Again store={store} organisation={organisation} />}
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** What has to be there before the two can be joined again comes first. */
function Again({ store, organisation }: Pick<ClosedBindingRow, "store" | "organisation">) {
  const look = buttonStyle({ look: "secondary", size: "small" });
  if (!store.isUsable)
    return (
      <Link href="/dashboard/connect-magento" className={look}>
        Pair the store again
      </Link>
    );
  if (!organisation.isUsable)
    return (
      <a href="/api/xero/start" className={look}>
        Reconnect Xero
      </a>
    );
  return (
    <Link href={`/dashboard/bindings/new?store=${store.id}&organisation=${organisation.id}`} className={look}>
      Connect again
    </Link>
  );
}
