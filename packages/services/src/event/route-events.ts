import { routeEvent } from "@counterfoil/core/eligibility";
import type { TenantClient } from "@counterfoil/db/database";
import type { StoreLane } from "@counterfoil/db/system/lanes";
import type { ServiceContext } from "../context.ts";
import { refreshDocuments } from "../posting/refresh-documents.ts";
import { noteIds } from "./note-ids.ts";

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

const BATCH = 50;

/**
 * Routes a store's due events to documents; may be run again on the same event at any time. Returns how many it took.
 * An event that came again gives what failed, was held or was left out another chance.
 */
export async function routeEvents(
  ctx: Pick<ServiceContext, "durations">,
  client: TenantClient,
  { storeId }: Pick<StoreLane, "storeId">,
): Promise<number> {
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
  const askAgainMs = ctx.durations.openInvoiceEveryMs;
  const touched: string[] = [];
  for (const event of events) {
    const documentId = await routeOne(client, { storeId, event, bindings, askAgainMs });
    if (documentId) touched.push(documentId);
  }
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

async function routeOne(
  client: TenantClient,
  input: { storeId: string; event: EventRow; bindings: BindingRow[]; askAgainMs: number },
): Promise<string | null> {
  const { storeId, event, bindings, askAgainMs } = input;
  const about = aboutOf(event.name);
  if (about === null) return settle(client, event.id, "ignored");
  const origin = { websiteId: event.websiteId, storeViewId: event.magentoStoreId };
  const route = routeEvent({ about, ...origin }, bindings);
  if (about === "customer") {
    if (route.kind === "unrouted") return settle(client, event.id, "unrouted");
    const isWanted = route.kind === "accepted" && route.bindings.length > 0;
    // Whom nobody wants leaves no row behind; the event is there for when somebody does.
    if (isWanted) await upsertCustomer(client, { storeId, customerId: event.magentoEntityId });
    return settle(client, event.id, isWanted ? "routed" : "ignored");
  }
  if (route.kind === "unrouted") return settle(client, event.id, "unrouted");
  const binding = route.kind === "refused" ? route.binding : route.bindings[0];
  if (!binding) return settle(client, event.id, "unrouted");
  const documentId = await upsertDocument(client, {
    storeId,
    event,
    about,
    binding,
    isOutside: route.kind === "refused",
    askAgainMs,
  });
  await settle(client, event.id, "routed");
  return documentId;
}

async function upsertCustomer(
  client: TenantClient,
  input: { storeId: string; customerId: string },
): Promise<void> {
  await client.query(
    `INSERT INTO customer (store_id, magento_id, tenant_id, next_run_at) VALUES ($1, $2, current_setting('app.tenant_id')::uuid, now())
     ON CONFLICT (store_id, magento_id) DO UPDATE SET next_run_at = now(), tries = 0, first_failed_at = NULL`,
    [input.storeId, input.customerId],
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

/** Without a binding an event waits, due again when one is made. */
async function settle(
  client: TenantClient,
  eventId: string,
  state: "routed" | "ignored" | "unrouted",
): Promise<null> {
  await client.query("UPDATE event SET state = $2, next_run_at = NULL WHERE id = $1", [eventId, state]);
  return null;
}

async function upsertDocument(
  client: TenantClient,
  input: {
    storeId: string;
    event: EventRow;
    about: "invoice" | "creditmemo";
    binding: BindingRow;
    isOutside: boolean;
    askAgainMs: number;
  },
): Promise<string> {
  const { storeId, event, about, binding, isOutside, askAgainMs } = input;
  if (!isOutside) await fetchFromOutside(client, { storeId, event, about, binding });
  const incrementId = typeof event.payload.increment_id === "string" ? event.payload.increment_id : null;
  const paidAt = event.name === "invoice.paid" ? event.occurredAt : null;
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO document AS d (tenant_id, environment, xero_tenant_id, store_id, binding_id, kind, magento_id, increment_id, website_id,
                                magento_store_id, paid_at, is_outside, ask_again_at, next_run_at)
     VALUES (current_setting('app.tenant_id')::uuid, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11,
             CASE WHEN $5 = 'invoice' AND $10::timestamptz IS NULL AND NOT $11 THEN now() + $12 * interval '1 ms' END, now())
     ON CONFLICT (environment, xero_tenant_id, store_id, kind, magento_id) DO UPDATE
       SET binding_id = excluded.binding_id, paid_at = coalesce(d.paid_at, excluded.paid_at), is_outside = excluded.is_outside,
           ask_again_at = CASE WHEN coalesce(d.paid_at, excluded.paid_at) IS NULL AND NOT excluded.is_outside
                               THEN coalesce(d.ask_again_at, excluded.ask_again_at) END,
           increment_id = coalesce(d.increment_id, excluded.increment_id), next_run_at = now(), tries = 0, first_failed_at = NULL, updated_at = now()
     RETURNING id`,
    [
      binding.environment,
      binding.xeroTenantId,
      storeId,
      binding.id,
      about,
      event.magentoEntityId,
      incrementId,
      event.websiteId,
      event.magentoStoreId,
      paidAt,
      isOutside,
      askAgainMs,
    ],
  );
  return (rows[0] as { id: string }).id;
}

/** A document that nobody took was shown at the store's first binding. Taken by another one it moves there, with its posting. */
async function fetchFromOutside(
  client: TenantClient,
  input: { storeId: string; event: EventRow; about: "invoice" | "creditmemo"; binding: BindingRow },
): Promise<void> {
  const { storeId, event, about, binding } = input;
  const { rows } = await client.query<{ id: string }>(
    `UPDATE document d SET environment = $4, xero_tenant_id = $5, binding_id = $6
     WHERE d.store_id = $1 AND d.kind = $2 AND d.magento_id = $3 AND d.is_outside AND (d.environment, d.xero_tenant_id) <> ($4, $5::uuid)
       AND NOT EXISTS (SELECT 1 FROM posting p WHERE p.document_id = d.id AND p.state <> 'skipped')
       AND NOT EXISTS (SELECT 1 FROM document o WHERE o.store_id = d.store_id AND o.kind = d.kind AND o.magento_id = d.magento_id
                       AND o.environment = $4 AND o.xero_tenant_id = $5)
     RETURNING d.id`,
    [storeId, about, event.magentoEntityId, binding.environment, binding.xeroTenantId, binding.id],
  );
  // Its mark follows when it is planned: it was never sent.
  await client.query(
    "UPDATE posting SET environment = $2, xero_tenant_id = $3, binding_id = $4 WHERE document_id = ANY ($1)",
    [rows.map((row) => row.id), binding.environment, binding.xeroTenantId, binding.id],
  );
}

/** Not what stands in Xero although it is wrong: a second one beside it would be a duplicate. */
/**
 * A wrong document that Xero would not let us take out is looked at again, and sent only once it is gone. Money that
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
