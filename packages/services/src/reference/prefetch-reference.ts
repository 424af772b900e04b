import { randomUUID } from "node:crypto";
import { type ReferenceKind, referenceDataSchema, referenceKinds } from "@counterfoil/core/reference";
import { fullJitter } from "@counterfoil/core/retry";
import type { TenantClient } from "@counterfoil/db/database";
import type { Lane } from "@counterfoil/db/system/lanes";
import type { DueReference } from "@counterfoil/db/system/references";
import type { ServiceContext } from "../context.ts";
import { concludeRead } from "../posting/conclude-read.ts";
import { noteRefusedAccess, parkAfterLimit } from "../posting/note-outcome.ts";
import { refreshDocuments } from "../posting/refresh-documents.ts";
import { takeTicket } from "../posting/take-ticket.ts";
import { type MethodsByStore, proposePolicies, readPaymentMethods } from "./propose-policies.ts";

type Organisation = Lane & { connectionId: string; referenceTries: number };

const ASK_AGAIN_MS = 100;

/** Postings held for something that newer lists may cure. */
const CURABLE = [
  "account_missing",
  "account_archived",
  "tax_type_not_allowed_on_account",
  "tax_rate_unmapped",
  "currency_not_enabled",
  "period_locked",
];

/**
 * Reads an organisation's own lists, all at once within its budget, each saved as it comes so that progress shows. The
 * first complete set proposes the policy of bindings that wait for one.
 */
export async function prefetchReference(ctx: ServiceContext, due: DueReference): Promise<void> {
  const organisation = await ctx.db.withTenantSql(due.tenantId, (client) =>
    loadOrganisation(client, due.organisationId),
  );
  if (!organisation) return;
  const [methods, ...results] = await Promise.all([
    readPaymentMethods(ctx, due),
    ...referenceKinds.map((kind) => readOne(ctx, { due, organisation, kind })),
  ]);
  const problem = results.find((result) => result !== null) ?? null;
  await ctx.db.withTenantSql(due.tenantId, async (client) => {
    if (problem === null) return complete(ctx, { client, due, methods });
    const { parkBaseMs, parkCapMs } = ctx.durations;
    const waitMs = fullJitter({
      attempt: organisation.referenceTries + 1,
      baseMs: parkBaseMs,
      capMs: parkCapMs,
      random: ctx.random(),
    });
    await client.query(
      `UPDATE organisation SET reference_problem = $2, reference_tries = reference_tries + 1, reference_due_at = now() + $3 * interval '1 ms'
       WHERE id = $1`,
      [due.organisationId, problem, waitMs],
    );
  });
}

async function loadOrganisation(client: TenantClient, organisationId: string): Promise<Organisation | null> {
  const { rows } = await client.query<Organisation>(
    `SELECT o.environment, o.xero_tenant_id AS "xeroTenantId", c.id AS "connectionId", o.reference_tries AS "referenceTries"
     FROM organisation o JOIN connection c ON c.organisation_id = o.id AND c.status = 'active' WHERE o.id = $1`,
    [organisationId],
  );
  return rows[0] ?? null;
}

/** Null when it was read and saved, else what was in the way. */
async function readOne(
  ctx: ServiceContext,
  input: { due: DueReference; organisation: Organisation; kind: ReferenceKind },
): Promise<string | null> {
  const { due, organisation, kind } = input;
  const ledger = ctx.ledger[organisation.environment];
  if (!ledger) return "unavailable";
  const holder = `reference:${randomUUID()}`;
  const ticket = await waitForTicket(ctx, { organisation, holder });
  if (!ticket.ok) return "unavailable";
  const { accessToken } = ticket;
  const sentAt = performance.now();
  const read = await ledger.readReference(kind, { accessToken, xeroTenantId: organisation.xeroTenantId });
  await concludeRead(ctx, organisation, { holder, read, ageMs: performance.now() - sentAt });
  if (!read.ok) {
    ctx.log.warn(
      { organisationId: due.organisationId, kind, problem: read.problem },
      "reference data not read",
    );
    const { problem } = read;
    if (problem === "token" || problem === "scope" || problem === "organisation")
      await noteRefusedAccess(ctx, { lane: organisation, ticket, problem });
    else if (problem === "rate-limited")
      await parkAfterLimit(ctx, organisation, {
        problem: read.detail,
        retryAfterSeconds: read.retryAfterSeconds,
      });
    return read.problem;
  }
  await ctx.db.withTenantSql(due.tenantId, (client) =>
    client.query(
      `INSERT INTO reference_data (tenant_id, organisation_id, kind, body, fetched_at)
       VALUES (current_setting('app.tenant_id')::uuid, $1, $2, $3, now())
       ON CONFLICT (organisation_id, kind) DO UPDATE SET body = excluded.body, fetched_at = excluded.fetched_at`,
      [due.organisationId, kind, JSON.stringify(read.value)],
    ),
  );
  return null;
}

/** There are more lists than the five slots: the last ones take the first that are free again. */
async function waitForTicket(ctx: ServiceContext, input: { organisation: Organisation; holder: string }) {
  const { organisation, holder } = input;
  const endsAt = ctx.now().getTime() + ctx.durations.ledgerCallTimeoutMs;
  const ask = () =>
    takeTicket(ctx, {
      lane: organisation,
      connectionId: organisation.connectionId,
      holder,
      isReserved: true,
    });
  let ticket = await ask();
  while (!ticket.ok && ctx.now().getTime() < endsAt) {
    const waitMs = Math.min(Math.max(ticket.waitMs, ASK_AGAIN_MS), 10 * ASK_AGAIN_MS);
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    ticket = await ask();
  }
  return ticket;
}

async function complete(
  ctx: ServiceContext,
  input: { client: TenantClient; due: DueReference; methods: MethodsByStore },
): Promise<void> {
  const { client, due, methods } = input;
  const { rows } = await client.query<{ body: unknown; digest: string }>(
    `SELECT jsonb_object_agg(kind, body) AS body, md5(string_agg(kind || body::text, '' ORDER BY kind)) AS digest
     FROM reference_data WHERE organisation_id = $1`,
    [due.organisationId],
  );
  const reference = referenceDataSchema.parse(rows[0]?.body);
  const { organisation } = reference;
  // Due again while this was being read: somebody has asked since, perhaps for what came too late for it.
  await client.query(
    `UPDATE organisation SET name = $2, country_code = $3, base_currency = $4, short_code = $5, reference_problem = NULL, reference_tries = 0,
            reference_version = CASE WHEN reference_digest IS DISTINCT FROM $6 THEN reference_version + 1 ELSE reference_version END,
            reference_digest = $6, reference_refreshed_at = now(),
            reference_due_at = CASE WHEN reference_due_at <= now() THEN reference_due_at ELSE now() + $7 * interval '1 ms' END
     WHERE id = $1`,
    [
      due.organisationId,
      organisation.name,
      organisation.countryCode,
      organisation.baseCurrency,
      organisation.shortCode,
      rows[0]?.digest,
      ctx.durations.referenceEveryMs,
    ],
  );
  // The drain reads the contacts, under its lease; once they were read whole it keeps them up as it needs them.
  await client.query(
    `INSERT INTO contact_directory AS d (organisation_id, tenant_id, due_at) VALUES ($1, current_setting('app.tenant_id')::uuid, now())
     ON CONFLICT (organisation_id) DO UPDATE SET due_at = now() WHERE d.read_until IS NULL`,
    [due.organisationId],
  );
  const isWhole = await proposePolicies(client, { due, reference, methods });
  if (!isWhole)
    await client.query("UPDATE organisation SET reference_due_at = now() WHERE id = $1", [
      due.organisationId,
    ]);
  await wakeDocuments(client, due.organisationId);
}

/** Documents that waited for the lists, and held ones whose cause newer lists may have cured. */
async function wakeDocuments(client: TenantClient, organisationId: string): Promise<void> {
  const { rows } = await client.query<{ id: string }>(
    `UPDATE posting p SET state = 'queued', reason = NULL, reason_params = '{}', updated_at = now()
     FROM binding b JOIN organisation o ON o.id = b.organisation_id
     WHERE b.id = p.binding_id AND b.organisation_id = $1 AND p.state = 'held' AND p.reason = ANY ($2) AND p.document_id IS NOT NULL
       AND p.reference_version IS DISTINCT FROM o.reference_version
     RETURNING p.document_id AS id`,
    [organisationId, CURABLE],
  );
  const cured = [...new Set(rows.map((row) => row.id))];
  await client.query(
    `UPDATE document d SET next_run_at = now() FROM binding b
     WHERE b.id = d.binding_id AND b.organisation_id = $1 AND (d.id = ANY ($2) OR (d.state = 'waiting' AND d.reason = 'not_started'))`,
    [organisationId, cured],
  );
  await refreshDocuments(client, cured);
  await client.query(`SELECT pg_notify('counterfoil_work', '')`);
}
