import { homePage } from "@counterfoil/services/home/home-page";
import { ArrowDown, BookCheck } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { buttonStyle } from "../../../components/button.tsx";
import { Card, CardHeader } from "../../../components/card.tsx";
import { ConnectionLine } from "../../../components/connection-line.tsx";
import { EmptyState } from "../../../components/empty-state.tsx";
import { firstSteps } from "../../../components/first-steps.ts";
import { HelpLink } from "../../../components/help-link.tsx";
import { BooksCard } from "../../../components/home/books-card.tsx";
import { BudgetCard } from "../../../components/home/budget-card.tsx";
import { MovedCard } from "../../../components/home/moved-card.tsx";
import { TaskList } from "../../../components/home/task-list.tsx";
import { PageHeader } from "../../../components/page-header.tsx";
import { Steps } from "../../../components/steps.tsx";
import { context } from "../../../context.ts";
import { requireActor } from "../../../session.ts";

export const metadata: Metadata = { title: "Home" };

const MONTHS = 6;
const ALL_MONTHS = 240;

type Props = { searchParams: Promise<{ months?: string }> };

export default async function HomePage({ searchParams }: Props) {
  const { actor, person } = await requireActor();
  const { months } = await searchParams;
  const { agreement, tasks, moved, bindings, budgets, stores, organisations } = await homePage(
    await context(),
    actor,
    { months: months === "all" ? ALL_MONTHS : MONTHS },
  );
  const hasMonths = agreement.months.length > 0;
  // Also where the last of them was disconnected: its books are still the first thing to know.
  const isRunning =
    bindings.some((binding) => binding.startedAt !== null) ||
    agreement.months.some(({ xero }) => xero.documents > 0);
  // Before anything runs, the steps say what is to be done.
  const shown = isRunning ? tasks : tasks.filter(({ kind }) => !SAID_BY_STEPS.has(kind));
  return (
    <>
      <PageHeader
        title={isRunning ? "Do the books agree?" : `Welcome, ${person.name.split(" ")[0]}`}
        description={
          isRunning
            ? "What Magento billed beside what Xero holds, by month. Every figure opens its list."
            : "Two connections and one look, and your documents go to Xero by themselves."
        }
        action={
          isRunning && (
            <>
              {/* The books may be long, on a phone above all: what is to be done is one press away. */}
              {shown.length > 0 && (
                <a href="#needs-you" className={buttonStyle({ look: "secondary", size: "small" })}>
                  {shown.length === 1 ? "1 thing to do" : `${shown.length} things to do`}
                  <ArrowDown aria-hidden="true" />
                </a>
              )}
              <HelpLink to="booksAgree" />
            </>
          )
        }
      />
      {!isRunning && <Steps steps={firstSteps({ stores, organisations, bindings })} />}
      {hasMonths && <BooksCard agreement={agreement} />}
      {agreement.hasOlder && (
        <p className="text-center">
          <Link href="/dashboard?months=all" className={buttonStyle({ look: "quiet", size: "small" })}>
            Older months
          </Link>
        </p>
      )}
      {isRunning && !hasMonths && <NothingYet />}
      {shown.length > 0 && <TaskList tasks={shown} severalBindings={bindings.length > 1} />}
      {isRunning && <MovedCard moved={moved} />}
      {bindings.length > 0 && (
        <Card>
          <CardHeader
            title="Connections"
            action={
              <Link href="/dashboard/bindings" className={buttonStyle({ look: "secondary", size: "small" })}>
                All connections
              </Link>
            }
          />
          <ul className="mt-3 divide-y border-t">
            {bindings.map((binding) => (
              <ConnectionLine key={binding.id} binding={binding} />
            ))}
          </ul>
        </Card>
      )}
      {isRunning && budgets.length > 0 && <BudgetCard budgets={budgets} />}
    </>
  );
}

const SAID_BY_STEPS: ReadonlySet<string> = new Set(["unbound_store", "not_started"]);

function NothingYet() {
  return (
    <Card>
      <EmptyState help="booksAgree" icon={BookCheck} title="Nothing was billed yet">
        With the first invoice that your store raises, its month stands here: Magento's total beside Xero's,
        and the difference, to the cent.
      </EmptyState>
    </Card>
  );
}
