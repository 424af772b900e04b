import { words } from "@counterfoil/core/words";
import { type BindingRow, listBindings } from "@counterfoil/services/binding/list-bindings";
import { listStores, type StoreRow } from "@counterfoil/services/binding/list-stores";
import { listOrganisations, type OrganisationRow } from "@counterfoil/services/connection/list-organisations";
import { type HomeSummary, homeSummary } from "@counterfoil/services/document/home-summary";
import type { Metadata } from "next";
import Link from "next/link";
import { buttonStyle } from "../../components/button.tsx";
import { Card, CardHeader } from "../../components/card.tsx";
import { ConnectionLine } from "../../components/connection-line.tsx";
import { Difference, Money } from "../../components/money.tsx";
import { Notice } from "../../components/notice.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { type Step, Steps } from "../../components/steps.tsx";
import { wordLooks } from "../../components/word-chip.tsx";
import { context } from "../../context.ts";
import { requireActor } from "../../session.ts";

export const metadata: Metadata = { title: "Home" };

export default async function HomePage() {
  const { actor, person } = await requireActor();
  const ctx = await context();
  const [summary, bindings, stores, organisations] = await Promise.all([
    homeSummary(ctx, actor),
    listBindings(ctx, actor),
    listStores(ctx, actor),
    listOrganisations(ctx, actor),
  ]);
  const isRunning = bindings.some((binding) => binding.startedAt !== null);
  const documents = Object.values(summary.counts).reduce((sum, count) => sum + count, 0);
  return (
    <>
      <PageHeader
        title={isRunning ? "Do the books agree?" : `Welcome, ${person.name.split(" ")[0]}`}
        description={
          isRunning
            ? "What Magento billed beside what Xero holds through us."
            : "Two connections and one look, and your documents go to Xero by themselves."
        }
      />
      <Banners {...{ summary, stores, organisations, bindings }} />
      {!isRunning && <Steps steps={firstSteps({ stores, organisations, bindings })} />}
      {summary.agreement.length > 0 && <Agreement agreement={summary.agreement} />}
      {summary.needsYou.length > 0 && <NeedsYou needs={summary.needsYou} />}
      {documents > 0 && <Counts counts={summary.counts} />}
      {bindings.length > 0 && (
        <Card>
          <CardHeader title="Connections" />
          <ul className="mt-2 divide-y">
            {bindings.map((binding) => (
              <ConnectionLine key={binding.id} binding={binding} />
            ))}
          </ul>
        </Card>
      )}
    </>
  );
}

type Parts = { stores: StoreRow[]; organisations: OrganisationRow[]; bindings: BindingRow[] };

function Banners({ summary, stores, organisations, bindings }: Parts & { summary: HomeSummary }) {
  const isPaired = stores.some((store) => store.pairedAt !== null);
  const isConnected = organisations.some((organisation) => organisation.status !== "not_connected");
  if (isPaired && !isConnected)
    return (
      <Notice
        look="warning"
        title="Xero not connected yet"
        action={
          <Link href="/dashboard/connect-xero" className={buttonStyle({ size: "small" })}>
            Connect Xero
          </Link>
        }
      >
        {summary.unroutedEvents > 0
          ? `${plural(summary.unroutedEvents, "message")} from your store ${summary.unroutedEvents === 1 ? "is" : "are"} kept here and become documents when Xero is connected. Nothing is lost.`
          : "Your store is paired. What it sends is kept here until Xero is connected."}
      </Notice>
    );
  const lost = bindings.filter((binding) => binding.trouble?.reason === "reconnect_required");
  const organisationIds = [...new Set(lost.map((binding) => binding.organisation.id))];
  return organisationIds.map((id) => {
    const own = lost.filter((binding) => binding.organisation.id === id);
    const waiting = own.reduce((sum, binding) => sum + binding.counts.Waiting, 0);
    return (
      <Notice
        key={id}
        look="error"
        title={`Reconnect ${own[0]?.organisation.name}`}
        action={
          <a href={`/api/xero/start?bindingId=${own[0]?.id}`} className={buttonStyle({ size: "small" })}>
            Reconnect Xero
          </a>
        }
      >
        Xero no longer lets us in. {waitingWords(waiting)}
      </Notice>
    );
  });
}

function waitingWords(waiting: number): string {
  if (waiting === 0) return "No document waits for it yet; the next ones will, and nothing is lost.";
  if (waiting === 1) return "One document waits, and goes by itself once you have.";
  return `${waiting} documents wait, and go by themselves once you have.`;
}

function firstSteps({ stores, organisations, bindings }: Parts): Step[] {
  const store = stores.find((each) => each.pairedAt !== null);
  const organisation = organisations.find((each) => each.status !== "not_connected");
  const binding = bindings[0];
  return [
    {
      title: "Connect Magento",
      text: store
        ? `${store.host} is paired.`
        : "Paste your store's address and the pairing code its admin shows.",
      isDone: store !== undefined,
      href: "/dashboard/connect-magento",
      action: "Connect Magento",
    },
    {
      title: "Connect your Xero account",
      text: organisation
        ? `${organisation.name} is connected.`
        : "You choose the organisation in Xero. We never ask for your Xero password.",
      isDone: organisation !== undefined,
      href: "/dashboard/connect-xero",
      action: "Connect Xero",
    },
    {
      title: "Check what we found, and start",
      text: "One look at the accounts and tax rates we propose. Nothing is sent to Xero before you press Start syncing.",
      isDone: false,
      href: binding
        ? `/dashboard/bindings/${binding.id}`
        : store && organisation
          ? "/dashboard/connect-xero"
          : null,
      action: "Check and start",
    },
  ];
}

const agreementColumns =
  "grid grid-cols-3 gap-x-4 gap-y-1.5 px-5 sm:grid-cols-[minmax(0,1.6fr)_5rem_1fr_1fr_1fr] sm:px-6";

/** On a phone the organisation stands above its three figures. */
function Agreement({ agreement }: { agreement: HomeSummary["agreement"] }) {
  return (
    <Card>
      <table className="block text-sm">
        <thead className="block border-b">
          <tr className={`${agreementColumns} py-3 text-xs text-muted`}>
            <th className="text-left font-medium max-sm:sr-only">Organisation</th>
            <th className="text-right font-medium max-sm:hidden">Documents</th>
            <th className="text-left font-medium sm:text-right">Magento</th>
            <th className="text-right font-medium">Xero</th>
            <th className="text-right font-medium">Difference</th>
          </tr>
        </thead>
        <tbody className="block divide-y">
          {agreement.map((row) => (
            <tr key={`${row.organisation} ${row.currency}`} className={`${agreementColumns} py-3.5`}>
              <td className="max-sm:col-span-3">
                <span className="font-medium">{row.organisation}</span>{" "}
                <span className="text-xs text-muted">{row.currency}</span>
              </td>
              <td className="tabular text-right text-muted max-sm:hidden">{row.documents}</td>
              <td className="sm:text-right">
                <Money amount={row.magentoTotal} currency={row.currency} />
              </td>
              <td className="text-right">
                <Money amount={row.xeroTotal} currency={row.currency} />
              </td>
              <td className="text-right">
                <Difference amount={row.difference} currency={row.currency} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

function NeedsYou({ needs }: { needs: HomeSummary["needsYou"] }) {
  return (
    <Card>
      <CardHeader
        title="Needs you"
        description="Each line is one decision; the documents behind it go by themselves after."
      />
      <ul className="mt-3 divide-y">
        {needs.map((need) => (
          <li key={need.reason} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-4 sm:px-6">
            <span className="tabular grid h-7 min-w-7 place-items-center rounded-full bg-red-soft px-2 text-[13px] font-semibold text-red">
              {need.documents}
            </span>
            <p className="min-w-0 flex-1 basis-64 text-sm leading-relaxed text-pretty">{need.sentence}</p>
            <Link
              href={`/dashboard/sync?${new URLSearchParams({ word: "Needs you", reason: need.reason })}`}
              className={buttonStyle({ look: "secondary", size: "small" })}
            >
              Show {plural(need.documents, "document")}
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Counts({ counts }: { counts: HomeSummary["counts"] }) {
  return (
    <nav aria-label="Documents by state" className="grid grid-cols-2 gap-3 sm:grid-cols-5">
      {words.map((word) => {
        const { icon: Icon, style } = wordLooks[word];
        return (
          <Link
            key={word}
            href={`/dashboard/sync?${new URLSearchParams({ word })}`}
            className="group rounded-xl border bg-surface p-4 shadow-card transition-colors last:col-span-2 hover:border-line-strong sm:last:col-span-1"
          >
            <span className="flex items-center gap-2 text-[13px] text-muted">
              <span className={`grid size-5 place-items-center rounded-full ${style}`}>
                <Icon className="size-3" strokeWidth={2.5} aria-hidden="true" />
              </span>
              {word}
            </span>
            <span className="tabular mt-2 block text-2xl font-semibold tracking-tight">{counts[word]}</span>
          </Link>
        );
      })}
    </nav>
  );
}

function plural(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? "" : "s"}`;
}
