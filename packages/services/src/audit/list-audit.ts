import { listAuditPeople } from "@counterfoil/db/system/audit-people";
import { z } from "zod";
import type { Actor, ServiceContext } from "../context.ts";
import { type AuditKind, auditKinds, describeAction } from "./audit-words.ts";

const PAGE = 50;

export type AuditRow = {
  id: string;
  at: Date;
  /** A person, whoever held a link of theirs, a store, or us. */
  who: string;
  what: string;
  /** What it was about, where there is a page of it. */
  about: { href: string; label: string } | null;
};

export type AuditPage = {
  rows: AuditRow[];
  people: { id: string; name: string }[];
  /** Where the next page begins. */
  next: string | null;
};

const filterSchema = z.object({
  person: z.uuid().optional().catch(undefined),
  kind: z
    .enum(Object.keys(auditKinds) as [AuditKind, ...AuditKind[]])
    .optional()
    .catch(undefined),
  before: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional()
    .catch(undefined),
});

type Row = {
  id: string;
  at: Date;
  actorKind: string;
  actorId: string | null;
  action: string;
  subject: string | null;
  detail: Record<string, unknown>;
  documentId: string | null;
  documentNumber: string | null;
};

/** Who did what, newest first. Everybody with a seat may read it; a filter that makes no sense is no filter. */
export async function listAudit(ctx: ServiceContext, actor: Actor, input: unknown): Promise<AuditPage> {
  const { person, kind, before } = filterSchema.parse(input);
  const [people, found] = await Promise.all([
    listAuditPeople(ctx.db.system, { tenantId: actor.tenantId }),
    ctx.db.withTenantSql(actor.tenantId, async (client) => {
      const { rows } = await client.query<Row>(
        `SELECT a.id::text, a.at, a.actor_kind AS "actorKind", a.actor_id AS "actorId", a.action, a.subject, a.detail,
                d.id AS "documentId", d.increment_id AS "documentNumber"
         FROM (SELECT *, CASE WHEN action LIKE 'document.%' AND subject ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN subject::uuid END AS row_id
               FROM audit WHERE ($1::text IS NULL OR actor_id = $1) AND ($2::text[] IS NULL OR action LIKE ANY ($2))
                 AND ($3::bigint IS NULL OR id < $3) ORDER BY id DESC LIMIT ${PAGE + 1}) a
         LEFT JOIN posting p ON p.id = a.row_id
         LEFT JOIN document d ON d.id = coalesce(p.document_id, a.row_id)
         ORDER BY a.id DESC`,
        [
          person ?? null,
          kind ? auditKinds[kind].actions.map((each) => `${each.replace("_", "\\_")}%`) : null,
          before ?? null,
        ],
      );
      return rows;
    }),
  ]);
  const rows = found.slice(0, PAGE);
  return {
    rows: rows.map((row) => ({
      id: row.id,
      at: row.at,
      who: whoOf(row, people),
      what: describeAction(row.action, row.detail) ?? row.action,
      about: aboutOf(row),
    })),
    people,
    next: found.length > PAGE ? (rows.at(-1)?.id ?? null) : null,
  };
}

function whoOf(row: Row, people: { id: string; name: string }[]): string {
  if (row.actorKind === "store") return "The store";
  if (row.actorKind === "system") return "Counterfoil";
  const name = people.find(({ id }) => id === row.actorId)?.name ?? "Somebody";
  if (row.actorKind === "operator") return `${name} of Counterfoil`;
  return typeof row.detail.linkId === "string" ? `Somebody with a link of ${name}'s` : name;
}

function aboutOf(row: Row): AuditRow["about"] {
  const [kind] = row.action.split(".");
  if (row.documentId)
    return {
      href: `/dashboard/documents/${row.documentId}`,
      label: row.documentNumber ?? "The document",
    };
  if (row.subject === null) return null;
  switch (kind) {
    case "binding":
      return { href: `/dashboard/bindings/${row.subject}`, label: "The connection" };
    case "policy":
      return { href: `/dashboard/bindings/${row.subject}/settings`, label: "The settings" };
    case "member":
      return { href: "/dashboard/members", label: "Members" };
    default:
      return null;
  }
}
