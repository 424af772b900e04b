import { routeEvent } from "@counterfoil/core/eligibility";
import type { TenantClient } from "@counterfoil/db/database";
import type { StoreLane } from "@counterfoil/db/system/lanes";
import type { ServiceContext } from "../context.ts";
import { refreshDocuments } from "../posting/refresh-documents.ts";
import { noteIds } from "./note-ids.ts";
import { CHANGE_COLUMNS, type DocumentChange, placeDocuments } from "./place-documents.ts";
import { routingLock } from "./route-again.ts";

type EventRow = {
  id: string;
  name: string;
  magentoEntityId: string;
  websiteId: number;
  magentoStoreId: number;
  occurredAt: Date;
  acceptedAt: Date;
  isFound: boolean;
  payload: { increment_id?: unknown };
};

type BindingRow = {
  id: string;
  environment: string;
  xeroTenantId: string;
  policy: { websiteFilter: number[]; storeFilter: number[]; syncCustomers: boolean };
};

/** A document has two events when it is paid at once, and a new customer one more. */
const BATCH = 150;

/**
 * Routes a store's due events to documents; may be run again on the same event at any time. Returns how many it took.
 * An event that came again gives what failed, was held or was left out another chance.
 */
export async function routeEvents(
  ctx: Pick<ServiceContext, "durations" | "now">,
  client: TenantClient,
  { storeId }: Pick<StoreLane, "storeId">,
): Promise<number> {
  // Whoever changes what goes where waits for this, or this for them.
  await client.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [routingLock(storeId)]);
  const { rows: events } = await client.query<EventRow>(
    `SELECT id, name, magento_entity_id::text AS "magentoEntityId", website_id AS "websiteId", magento_store_id AS "magentoStoreId",
            occurred_at AS "occurredAt", accepted_at AS "acceptedAt", is_found AS "isFound", payload
     FROM event WHERE store_id = $1 AND state = 'unrouted' AND next_run_at <= now() ORDER BY accepted_at, id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`,
    [storeId],
  );
  if (events.length === 0) return 0;
  const bindings = await openBindings(client, storeId);
  await rememberStoreViews(client, storeId, events);
  await noteSigns(client, storeId, events);
  const routed = events.map((event) => ({ event, ...routeOne(event, bindings) }));
  await settle(client, routed);
  await upsertCustomers(client, {
    storeId,
    customerIds: routed.flatMap(({ event, customer }) => (customer ? [event.magentoEntityId] : [])),
  });
  const touched = await upsertDocuments(client, {
    storeId,
    documents: merge(routed, ctx.now().getTime() - ctx.durations.freshForMs),
    askAgainMs: ctx.durations.openInvoiceEveryMs,
  });
  await rearm(client, touched);
  return events.length;
}

/** That the store publishes, and which ids it has shown. What we found by asking is no sign of life. */
async function noteSigns(client: TenantClient, storeId: string, events: EventRow[]): Promise<void> {
  const published = events.filter((event) => !event.isFound);
  const last = Math.max(...published.map((event) => event.acceptedAt.getTime()));
  if (published.length > 0)
    await client.query("UPDATE store SET last_event_at = greatest(last_event_at, $2) WHERE id = $1", [
      storeId,
      new Date(last),
    ]);
  const seen = events.flatMap((event) => {
    const kind = aboutOf(event.name);
    return kind === "invoice" || kind === "creditmemo" ? [{ kind, magentoId: event.magentoEntityId }] : [];
  });
  await noteIds(client, storeId, seen);
}

async function openBindings(client: TenantClient, storeId: string): Promise<BindingRow[]> {
  const { rows } = await client.query<BindingRow>(
    `SELECT b.id, b.environment, b.xero_tenant_id AS "xeroTenantId",
            jsonb_build_object('websiteFilter', to_jsonb(b.website_filter), 'storeFilter', to_jsonb(b.store_filter),
                               'syncCustomers', coalesce(p.body->'syncCustomers', 'false'::jsonb)) AS policy
     FROM binding b JOIN policy p ON p.binding_id = b.id AND p.version = b.policy_version
     WHERE b.store_id = $1 AND b.status = 'active' ORDER BY b.created_at, b.id`,
    [storeId],
  );
  return rows;
}

type DocumentKind = "invoice" | "creditmemo";

/** Where one event goes. Without a binding it waits, due again when one is made. */
type Routed = {
  state: "routed" | "ignored" | "unrouted";
  customer?: true;
  document?: { about: DocumentKind; binding: BindingRow; isOutside: boolean };
};

function routeOne(event: EventRow, bindings: BindingRow[]): Routed {
  const about = aboutOf(event.name);
  if (about === null) return { state: "ignored" };
  const origin = { websiteId: event.websiteId, storeViewId: event.magentoStoreId };
  const route = routeEvent({ about, ...origin }, bindings);
  if (route.kind === "unrouted") return { state: "unrouted" };
  if (about === "customer") {
    const isWanted = route.kind === "accepted" && route.bindings.length > 0;
    // Whom nobody wants leaves no row behind; the event is there for when somebody does.
    return isWanted ? { state: "routed", customer: true } : { state: "ignored" };
  }
  const binding = route.kind === "refused" ? route.binding : route.bindings[0];
  if (!binding) return { state: "unrouted" };
  return { state: "routed", document: { about, binding, isOutside: route.kind === "refused" } };
}

async function upsertCustomers(
  client: TenantClient,
  input: { storeId: string; customerIds: string[] },
): Promise<void> {
  if (input.customerIds.length === 0) return;
  await client.query(
    `INSERT INTO customer (store_id, magento_id, tenant_id, next_run_at)
     SELECT DISTINCT $1::uuid, id, current_setting('app.tenant_id')::uuid, now() FROM unnest($2::bigint[]) id ORDER BY id
     ON CONFLICT (store_id, magento_id) DO UPDATE SET next_run_at = now(), tries = 0, first_failed_at = NULL`,
    [input.storeId, input.customerIds],
  );
}

function aboutOf(name: string): "invoice" | "creditmemo" | "customer" | null {
  switch (name) {
    case "invoice.created":
    case "invoice.paid":
      return "invoice";
    case "creditmemo.created":
      return "creditmemo";
    case "customer.upserted":
      return "customer";
    default:
      return null;
  }
}

async function settle(
  client: TenantClient,
  routed: readonly { event: EventRow; state: Routed["state"] }[],
): Promise<void> {
  await client.query(
    "UPDATE event e SET state = t.state, next_run_at = NULL FROM unnest($1::uuid[], $2::text[]) AS t (id, state) WHERE e.id = t.id",
    [routed.map(({ event }) => event.id), routed.map(({ state }) => state)],
  );
}

/** What several events say of one document, in the order they came: paid once is paid. */
function merge(routed: readonly (Routed & { event: EventRow })[], freshSince: number): DocumentChange[] {
  const changes = new Map<string, DocumentChange>();
  for (const { event, document } of routed) {
    if (!document) continue;
    const { about, binding, isOutside } = document;
    const key = `${binding.environment} ${binding.xeroTenantId} ${about} ${event.magentoEntityId}`;
    const known = changes.get(key);
    const number = typeof event.payload.increment_id === "string" ? event.payload.increment_id : null;
    changes.set(key, {
      environment: binding.environment,
      organisation: binding.xeroTenantId,
      binding: binding.id,
      kind: about,
      magentoId: event.magentoEntityId,
      number: known?.number ?? number,
      website: known?.website ?? event.websiteId,
      view: known?.view ?? event.magentoStoreId,
      paidAt: known?.paidAt ?? (event.name === "invoice.paid" ? event.occurredAt : null),
      isOutside,
      isBackfill: (known?.isBackfill ?? true) && event.occurredAt.getTime() < freshSince,
    });
  }
  return [...changes.values()];
}

/** Answers the documents' ids. */
async function upsertDocuments(
  client: TenantClient,
  input: { storeId: string; documents: readonly DocumentChange[]; askAgainMs: number },
): Promise<string[]> {
  const { storeId, askAgainMs } = input;
  if (input.documents.length === 0) return [];
  const documents = await placeDocuments(client, input);
  // In one order, so that no two wait for each other.
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO document AS d (tenant_id, environment, xero_tenant_id, store_id, binding_id, kind, magento_id, increment_id, website_id,
                                magento_store_id, paid_at, is_outside, is_backfill, ask_again_at, next_run_at)
     SELECT current_setting('app.tenant_id')::uuid, t.environment, t.organisation, $1, t.binding, t.kind, t."magentoId", t.number, t.website,
            t.view, t."paidAt", t."isOutside", t."isBackfill",
            CASE WHEN t.kind = 'invoice' AND t."paidAt" IS NULL AND NOT t."isOutside" THEN now() + $3 * interval '1 ms' END, now()
     FROM jsonb_to_recordset($2) AS t (${CHANGE_COLUMNS}) ORDER BY t.kind, t."magentoId", t.organisation
     ON CONFLICT (environment, xero_tenant_id, store_id, kind, magento_id) DO UPDATE
       SET binding_id = excluded.binding_id, paid_at = coalesce(d.paid_at, excluded.paid_at), is_outside = excluded.is_outside,
           is_backfill = d.is_backfill AND excluded.is_backfill,
           ask_again_at = CASE WHEN coalesce(d.paid_at, excluded.paid_at) IS NULL AND NOT excluded.is_outside
                               THEN coalesce(d.ask_again_at, excluded.ask_again_at) END,
           increment_id = coalesce(d.increment_id, excluded.increment_id), next_run_at = now(), tries = 0, first_failed_at = NULL, updated_at = now()
     RETURNING id`,
    [storeId, JSON.stringify(documents), askAgainMs],
  );
  return rows.map(({ id }) => id);
}

/**
 * Not what stands in Xero although it is wrong: a second one beside it would be a duplicate. A wrong document that
 * Xero would not let us take out is looked at again, and sent only once it is gone. Money that
 * stands in Xero with our mark is a person's: it has no number that would keep a second one out.
 */
async function rearm(client: TenantClient, documentIds: string[]): Promise<void> {
  const { rows } = await client.query<{ documentId: string }>(
    `UPDATE posting SET state = 'queued', reason = NULL, reason_params = '{}', next_run_at = now(), updated_at = now()
     WHERE document_id = ANY ($1) AND state IN ('skipped', 'held', 'failed') AND (xero_id IS NULL OR reason = 'xero_total_differs')
       AND NOT (reason = 'changed_in_xero' AND kind IN ('payment', 'refund', 'allocation'))
     RETURNING document_id AS "documentId"`,
    [documentIds],
  );
  await refreshDocuments(client, [...new Set(rows.map((row) => row.documentId))]);
}

async function rememberStoreViews(client: TenantClient, storeId: string, events: EventRow[]): Promise<void> {
  const views = new Map(
    events.map((event) => [
      event.magentoStoreId,
      { view: event.magentoStoreId, website: event.websiteId, number: event.payload.increment_id ?? null },
    ]),
  );
  await client.query(
    `INSERT INTO store_view AS v (tenant_id, store_id, magento_store_id, website_id, last_number, last_seen_at)
     SELECT current_setting('app.tenant_id')::uuid, $1, t.view, t.website, t.number, now()
     FROM jsonb_to_recordset($2) AS t (view int, website int, number text)
     ON CONFLICT (store_id, magento_store_id) DO UPDATE
       SET website_id = excluded.website_id, last_number = coalesce(excluded.last_number, v.last_number), last_seen_at = excluded.last_seen_at`,
    [storeId, JSON.stringify([...views.values()])],
  );
}
