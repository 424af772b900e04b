import type { PostingState } from "@counterfoil/core/posting";
import { wordOf } from "@counterfoil/core/words";
import { describeAction } from "../audit/audit-words.ts";
import { noteAct } from "../audit/note-act.ts";
import type { Actor, ServiceContext } from "../context.ts";
import { csvLine } from "../document/csv-line.ts";
import { requireRole } from "../member/require-role.ts";
import { type ZipEntry, zipEntries } from "./zip-entries.ts";

const BATCH = 2_000;

/** Everything of an account in one ZIP, made as it is read: nothing of it is ever held whole. Owners only, and noted. */
export async function exportArchive(
  ctx: ServiceContext,
  actor: Actor,
): Promise<{ name: string; bytes: AsyncGenerator<Buffer> }> {
  requireRole(actor, ["owner"], "take all data");
  const tenant = await ctx.db.withTenant(actor.tenantId, async (tx) => {
    await noteAct(tx, actor, { action: "tenant.exported" });
    return tx.tenant.findUniqueOrThrow({ where: { id: actor.tenantId }, select: { name: true } });
  });
  const at = ctx.now();
  const slug = tenant.name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
  return {
    name: `counterfoil-${slug || "account"}-${at.toISOString().slice(0, 10)}.zip`,
    bytes: zipEntries(entries(ctx, actor, { name: tenant.name, at }), at),
  };
}

async function* entries(
  ctx: ServiceContext,
  actor: Actor,
  about: { name: string; at: Date },
): AsyncGenerator<ZipEntry> {
  const table = (name: string, head: string[], sql: string, row: (row: Row) => unknown[]): ZipEntry => ({
    name,
    chunks: csv(ctx, actor, { head, sql, row }),
  });
  yield { name: "README.txt", chunks: once(readme(about)) };
  yield table("documents.csv", DOCUMENT_HEAD, DOCUMENTS, (d) => [
    ...[d.environment, d.store, d.organisation, d.kind, d.number, d.magento_id, d.day, d.customer],
    ...[
      d.currency,
      d.total,
      wordOf(d.state as PostingState),
      d.reason,
      d.xero_number,
      d.xero_id,
      d.created_at,
    ],
  ]);
  yield table("postings.csv", POSTING_HEAD, POSTINGS, (p) => [
    ...[p.environment, p.store, p.organisation, p.kind, p.magento_key, p.number, p.currency, p.total],
    ...[
      wordOf(p.state as PostingState),
      p.reason,
      p.xero_id,
      p.xero_number,
      p.xero_total,
      p.xero_status,
      p.posted_at,
    ],
  ]);
  yield table("customers.csv", CUSTOMER_HEAD, CUSTOMERS, (c) => [
    ...[c.environment, c.store, c.organisation, c.magento_key, c.name, c.email],
    ...[wordOf(c.state as PostingState), c.xero_id],
  ]);
  yield table(
    "audit.csv",
    ["at", "who", "kind of actor", "what", "action", "subject", "details"],
    AUDIT,
    (a) => [
      ...[a.at, a.who, a.actor_kind, describeAction(String(a.action), (a.detail ?? {}) as Row)],
      ...[a.action, a.subject, JSON.stringify(a.detail)],
    ],
  );
  yield table("members.csv", ["name", "e-mail", "role", "since"], MEMBERS, (m) => [
    ...[m.name, m.email, m.role, m.created_at],
  ]);
  yield { name: "stores.json", chunks: json(ctx, actor, STORES) };
  yield { name: "connections.json", chunks: json(ctx, actor, CONNECTIONS) };
  yield { name: "policies.json", chunks: json(ctx, actor, POLICIES) };
}

type Row = Record<string, unknown>;

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}

/** By keyset, a transaction for each batch: a slow reader holds nothing in the database. */
async function* csv(
  ctx: ServiceContext,
  actor: Actor,
  input: { head: string[]; sql: string; row: (row: Row) => unknown[] },
): AsyncGenerator<string> {
  // So that spreadsheets read it as UTF-8.
  yield `\uFEFF${csvLine(input.head)}`;
  let after: unknown = null;
  for (;;) {
    const { rows } = await ctx.db.withTenantSql(actor.tenantId, (client) =>
      client.query<Row>(`${input.sql} LIMIT ${BATCH}`, [after]),
    );
    if (rows.length > 0) yield rows.map((row) => csvLine(input.row(row))).join("");
    if (rows.length < BATCH) return;
    after = rows.at(-1)?.key;
  }
}

async function* json(ctx: ServiceContext, actor: Actor, sql: string): AsyncGenerator<string> {
  const { rows } = await ctx.db.withTenantSql(actor.tenantId, (client) => client.query<Row>(sql));
  yield `${JSON.stringify(rows, null, 2)}\n`;
}

const PLACES = `
  LEFT JOIN store s ON s.id = x.store_id LEFT JOIN binding b ON b.id = x.binding_id LEFT JOIN organisation o ON o.id = b.organisation_id`;

const DOCUMENT_HEAD = [
  ...["environment", "store", "organisation", "kind", "number", "Magento id", "date", "customer"],
  ...["currency", "total", "state", "reason", "Xero number", "Xero id", "taken in at"],
];

const DOCUMENTS = `
  SELECT x.id AS key, x.environment, s.base_url AS store, o.name AS organisation, x.kind, x.increment_id AS number, x.magento_id::text,
         x.document_date::text AS day, x.customer_name AS customer, x.currency, x.grand_total::text AS total, x.state, x.reason,
         p.xero_number, p.xero_id, x.created_at
  FROM document x ${PLACES}
  LEFT JOIN posting p ON p.document_id = x.id AND p.kind IN ('invoice', 'credit_note')
  WHERE $1::uuid IS NULL OR x.id > $1 ORDER BY x.id`;

const POSTING_HEAD = [
  ...["environment", "store", "organisation", "kind", "Magento key", "number", "currency", "planned total"],
  ...["state", "reason", "Xero id", "Xero number", "Xero total", "Xero status", "posted at"],
];

const POSTINGS = `
  SELECT x.id AS key, x.environment, s.base_url AS store, o.name AS organisation, x.kind, x.magento_key, x.number, x.currency,
         x.planned_total::text AS total, x.state, x.reason, x.xero_id, x.xero_number, x.xero_total::text, x.xero_status, x.posted_at
  FROM posting x ${PLACES} WHERE $1::uuid IS NULL OR x.id > $1 ORDER BY x.id`;

const CUSTOMER_HEAD = [
  "environment",
  "store",
  "organisation",
  "Magento key",
  "name",
  "e-mail",
  "state",
  "Xero id",
];

const CUSTOMERS = `
  SELECT x.id AS key, x.environment, s.base_url AS store, o.name AS organisation, x.magento_key, x.draft->>'name' AS name,
         x.draft->>'emailAddress' AS email, x.state, x.xero_id
  FROM posting x ${PLACES} WHERE x.kind = 'contact' AND ($1::uuid IS NULL OR x.id > $1) ORDER BY x.id`;

const AUDIT = `
  SELECT a.id::text AS key, a.at, a.actor_kind, a.action, a.subject, a.detail, coalesce(u.email, a.actor_id) AS who
  FROM audit a LEFT JOIN app_user u ON u.id::text = a.actor_id WHERE $1::bigint IS NULL OR a.id > $1 ORDER BY a.id`;

const MEMBERS = `
  SELECT m.user_id AS key, u.name, u.email, m.role, m.created_at FROM member m JOIN app_user u ON u.id = m.user_id
  WHERE $1::uuid IS NULL OR m.user_id > $1 ORDER BY m.user_id`;

const STORES = `
  SELECT s.base_url AS "baseUrl", s.code, s.status, s.paired_at AS "pairedAt",
         (SELECT coalesce(jsonb_agg(jsonb_build_object('id', v.magento_store_id, 'websiteId', v.website_id, 'name', v.name)
                                    ORDER BY v.magento_store_id), '[]') FROM store_view v WHERE v.store_id = s.id) AS "storeViews"
  FROM store s ORDER BY s.base_url`;

const CONNECTIONS = `
  SELECT o.environment, o.name AS organisation, o.xero_tenant_id AS "xeroTenantId", c.status, c.scopes, c.consented_email AS "consentedBy",
         c.consented_at AS "consentedAt",
         (SELECT coalesce(jsonb_agg(jsonb_build_object('store', s.base_url, 'status', b.status, 'startedAt', b.started_at)), '[]')
          FROM binding b JOIN store s ON s.id = b.store_id WHERE b.organisation_id = o.id) AS stores
  FROM organisation o LEFT JOIN connection c ON c.organisation_id = o.id ORDER BY o.name`;

const POLICIES = `
  SELECT s.base_url AS store, o.name AS organisation, b.environment, p.version, p.created_at AS "savedAt", p.body AS settings, p.sources
  FROM policy p JOIN binding b ON b.id = p.binding_id JOIN store s ON s.id = b.store_id JOIN organisation o ON o.id = b.organisation_id
  ORDER BY s.base_url, o.name, p.version`;

function readme({ name, at }: { name: string; at: Date }): string {
  return `Counterfoil: all data of ${name}
Taken on ${at.toISOString()}

documents.csv     every invoice and credit memo of Magento's: what it is, where it went, and its state in one of five
                  words (On its way, Waiting, In Xero, Needs you, Left out)
postings.csv      every effect in Xero (contacts, invoices, payments, credit notes, allocations, refunds) with Xero's own ids
customers.csv     every customer that documents named: its name and e-mail as they went, and its contact in Xero
stores.json       the stores, and the names you gave to their store views
policies.json     every version of the settings of every connection between a store and an organisation
connections.json  the organisations, who connected them, and the stores that post into them
audit.csv         who changed what, and when
members.csv       who has a seat

CSV is UTF-8, comma-separated, with a line of headings. Times are UTC. Amounts are decimal, with a point.
What is in Xero stays in Xero, whatever becomes of this account.
`;
}
