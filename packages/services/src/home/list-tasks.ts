import type { BindingRow } from "../binding/list-bindings.ts";
import { listUnclaimedStoreViews } from "../binding/list-unclaimed-store-views.ts";
import type { Actor, ServiceContext } from "../context.ts";
import type { StoreHealth } from "../store/list-store-health.ts";
import { listDecisions } from "./decisions.ts";
import type { Task } from "./task.ts";

/** What needs a person, most urgent first: what stops everything, then what stops some, then what is only worth a look. */
export async function listTasks(
  ctx: ServiceContext,
  actor: Actor,
  known: { bindings: BindingRow[]; stores: StoreHealth[]; isXeroConnected: boolean },
): Promise<Task[]> {
  const { bindings, stores, isXeroConnected } = known;
  const [views, { decisions, waits }] = await Promise.all([
    listUnclaimedStoreViews(ctx, actor),
    ctx.db.withTenantSql(actor.tenantId, async (client) => ({
      decisions: await listDecisions(client),
      waits: (await client.query<Wait>(WAITS)).rows,
    })),
  ]);
  const pairOf = ({ id, store, organisation }: BindingRow) => ({
    bindingId: id,
    store: store.host,
    organisation: organisation.name,
  });
  const waitsOf = (bindingId: string, reason: Wait["reason"]) =>
    waits.find((wait) => wait.bindingId === bindingId && wait.reason === reason)?.documents ?? 0;
  /** Behind the binding itself, not behind somebody's approval. */
  const parked = ({ id, counts }: BindingRow) =>
    Math.max(0, counts.Waiting - waitsOf(id, "awaiting_approval") - waitsOf(id, "counterfoil_plan_limit"));
  const withTrouble = (reason: string) => bindings.filter(({ trouble }) => trouble?.reason === reason);

  const reconnects = [...withTrouble("reconnect_required"), ...withTrouble("xero_not_connected")];
  const organisationIds = [...new Set(reconnects.map(({ organisation }) => organisation.id))];
  const tasks: (Task | false)[] = [
    ...organisationIds.map((organisationId): Task | false => {
      const own = reconnects.filter(({ organisation }) => organisation.id === organisationId);
      const [first] = own;
      return (
        first !== undefined && {
          kind: "reconnect",
          organisationId,
          organisation: first.organisation.name,
          bindingId: first.id,
          documents: own.reduce((sum, binding) => sum + parked(binding), 0),
          isEnded: first.trouble?.reason === "xero_not_connected",
        }
      );
    }),
    ...stores.map(
      (store): Task | false =>
        (store.trouble?.reason === "store_refuses_us" ||
          (store.status === "disconnected" && store.organisations.length > 0)) && {
          kind: "pair_again",
          storeId: store.id,
          store: store.host,
          baseUrl: store.baseUrl,
          documents: bindings
            .filter((binding) => binding.store.id === store.id)
            .reduce((sum, binding) => sum + parked(binding), 0),
        },
    ),
    ...stores.map(
      (store): Task | false =>
        store.organisations.length === 0 &&
        store.pairedAt !== null &&
        store.status !== "disconnected" && {
          kind: "unbound_store",
          storeId: store.id,
          store: store.host,
          messages: store.keptEvents,
          isXeroConnected,
        },
    ),
    ...withTrouble("not_started").map(
      (binding): Task => ({
        kind: "not_started",
        documents: parked(binding),
        ...pairOf(binding),
      }),
    ),
    ...withTrouble("binding_paused").map(
      (binding): Task => ({
        kind: "paused",
        documents: parked(binding),
        ...pairOf(binding),
      }),
    ),
    ...decisions.map((decision): Task | false => {
      const binding = bindings.find(({ id }) => id === decision.bindingId);
      return binding !== undefined && { ...decision, ...pairOf(binding) };
    }),
    ...views.map((view): Task => ({ kind: "unclaimed_view", ...view })),
    ...waits.map((wait): Task | false => {
      const binding = bindings.find(({ id }) => id === wait.bindingId);
      const kind = wait.reason === "awaiting_approval" ? "awaiting_approval" : "plan_limit";
      return binding !== undefined && { kind, documents: wait.documents, ...pairOf(binding) };
    }),
    ...stores.map(
      (store): Task | false => store.isSilent && { kind: "silent", storeId: store.id, store: store.host },
    ),
    ...bindings.flatMap((binding) =>
      binding.notices
        .filter(({ kind }) => kind === "setting_problem")
        .map((notice): Task => ({ kind: "setting", notice, ...pairOf(binding) })),
    ),
  ];
  return tasks.filter((task) => task !== false);
}

type Wait = { bindingId: string; reason: "awaiting_approval" | "counterfoil_plan_limit"; documents: number };

/** What waits for somebody elsewhere. */
const WAITS = `
  SELECT t.binding_id AS "bindingId", t.reason, sum(t.documents)::int AS documents
  FROM tally t JOIN binding b ON b.id = t.binding_id AND b.status = 'active'
  WHERE t.state = 'waiting' AND t.reason IN ('awaiting_approval', 'counterfoil_plan_limit')
  GROUP BY 1, 2 HAVING sum(t.documents) > 0 ORDER BY 3 DESC`;
