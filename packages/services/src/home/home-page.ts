import { type BindingRow, listBindings } from "../binding/list-bindings.ts";
import { listOrganisations, type OrganisationRow } from "../connection/list-organisations.ts";
import type { Actor, ServiceContext } from "../context.ts";
import { type BooksAgreement, booksAgreement } from "../document/books-agreement.ts";
import { findParking } from "../document/find-parking.ts";
import { listStoreHealth, type StoreHealth } from "../store/list-store-health.ts";
import { listBudgets, type OrganisationBudget } from "./list-budgets.ts";
import { listTasks } from "./list-tasks.ts";
import { type Moved, movedDocuments } from "./moved-documents.ts";
import type { Task } from "./task.ts";

export type HomePage = {
  agreement: BooksAgreement;
  tasks: Task[];
  moved: Moved;
  bindings: BindingRow[];
  budgets: OrganisationBudget[];
  stores: StoreHealth[];
  organisations: OrganisationRow[];
};

/** All that Home shows: from counters and small indexes, however many documents there are. */
export async function homePage(
  ctx: ServiceContext,
  actor: Actor,
  input: { months: number },
): Promise<HomePage> {
  const parking = await findParking(ctx, actor);
  const [bindings, stores, organisations, agreement, moved] = await Promise.all([
    listBindings(ctx, actor, { parking }),
    listStoreHealth(ctx, actor),
    listOrganisations(ctx, actor),
    booksAgreement(ctx, actor, input, { parking }),
    movedDocuments(ctx, actor),
  ]);
  const isXeroConnected = organisations.some(({ status }) => status === "active");
  const [tasks, budgets] = await Promise.all([
    listTasks(ctx, actor, { bindings, stores, isXeroConnected }),
    listBudgets(ctx, actor, bindings),
  ]);
  return { agreement, tasks, moved, bindings, budgets, stores, organisations };
}
