import { invalid } from "@counterfoil/core/errors";
import type { PostingState } from "@counterfoil/core/posting";
import { isReasonCode, type ReasonParams, reasonSentence } from "@counterfoil/core/reasons";
import { statesOf, type Word, wordOf, words } from "@counterfoil/core/words";
import { z } from "zod";
import { hostOf } from "../binding/host-of.ts";
import type { Actor, ServiceContext } from "../context.ts";
import { isStorable } from "../event/scrub-text.ts";

/** Of a customer's documents no more than so many are counted. */
export const MOST_DOCUMENTS = 1_000;

const inputSchema = z.object({
  /** A name, or how it or its last word begins; or Magento's customer id. */
  search: z.string().trim().max(100).refine(isStorable).nullish(),
  word: z.enum(words).nullish(),
  cursor: z.string().max(2_000).nullish(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** What became of a customer in Xero, by the last call for it. */
export type CustomerOutcome = "made" | "renamed" | "adopted" | "updated" | "uses" | "none";

export type CustomerRow = {
  id: string;
  /** As Magento has it. */
  name: string;
  email: string | null;
  /** Null: a guest, known by the address alone. */
  magentoId: string | null;
  xeroId: string | null;
  /** Xero's name for it where that is another; only known where we gave it. */
  xeroName: string | null;
  outcome: CustomerOutcome;
  /** As the directory had it last. */
  standing: "active" | "archived" | "merged" | "erased" | null;
  state: PostingState;
  word: Word;
  reason: string | null;
  /** Of what stops it; null where nothing does. */
  sentence: string | null;
  documents: number;
  store: string;
  organisation: string;
  updatedAt: string;
};

export type CustomerList = { rows: CustomerRow[]; nextCursor: string | null };

/** The customers that documents named so far, one for each organisation they are contacts of, by name. */
export async function listCustomers(
  ctx: ServiceContext,
  actor: Actor,
  input: unknown,
): Promise<CustomerList> {
  const parsed = inputSchema.safeParse(input);
  if (!parsed.success) throw invalid("Search for at most 100 characters.");
  const { limit } = parsed.data;
  const values: unknown[] = [];
  const sql = customersSql(parsed.data, (given) => `$${values.push(given)}`);
  const raw = await ctx.db.withTenantSql(actor.tenantId, async (client) => {
    const { rows } = await client.query<RawRow>(sql, values);
    return rows;
  });
  const shown = raw.slice(0, limit);
  const last = shown.at(-1);
  return { rows: shown.map(present), nextCursor: raw.length > limit && last ? writeCursor(last) : null };
}

type RawRow = {
  id: string;
  key: string;
  magentoKey: string;
  name: string | null;
  email: string | null;
  xeroId: string | null;
  choice: { do?: string; name?: string | null } | null;
  contactStatus: string | null;
  mergedTo: string | null;
  state: PostingState;
  reason: string | null;
  reasonParams: ReasonParams;
  documents: number;
  baseUrl: string;
  organisation: string;
  updatedAt: Date;
};

function customersSql(input: z.infer<typeof inputSchema>, value: (given: unknown) => string): string {
  const { search, word, limit } = input;
  const conditions = ["p.kind = 'contact'", "p.environment = (SELECT environment FROM tenant)"];
  if (word) conditions.push(`p.state = ANY (${value(statesOf(word))}::text[])`);
  const cursor = readCursor(input.cursor);
  if (cursor)
    conditions.push(`(p.contact_key, p.id) > (${value(cursor.key)}::text, ${value(cursor.id)}::uuid)`);
  const branch = (more: readonly string[]) =>
    `(SELECT p.id, p.contact_key AS key FROM posting p WHERE ${[...conditions, ...more].join(" AND ")} ORDER BY p.contact_key, p.id LIMIT ${limit + 1})`;
  return `
    WITH page AS MATERIALIZED (
      SELECT id, key FROM (${found(search ?? null, { branch, conditions, value })}) found ORDER BY key, id LIMIT ${limit + 1}
    )
    SELECT p.id, page.key, p.magento_key AS "magentoKey", p.draft->>'name' AS name, p.draft->>'emailAddress' AS email, p.xero_id AS "xeroId",
           p.contact_choice AS choice, l.status AS "contactStatus", l.merged_to AS "mergedTo", p.state, p.reason, p.reason_params AS "reasonParams",
           s.base_url AS "baseUrl", o.name AS organisation, p.updated_at AS "updatedAt", n.documents
    FROM page JOIN posting p ON p.id = page.id
    JOIN store s ON s.id = p.store_id JOIN binding b ON b.id = p.binding_id JOIN organisation o ON o.id = b.organisation_id
    LEFT JOIN ledger_contact l ON l.organisation_id = o.id AND l.contact_id = p.xero_id
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS documents FROM (
        SELECT DISTINCT child.document_id FROM posting_dependency d JOIN posting child ON child.id = d.posting_id
        WHERE d.parent_id = p.id AND child.document_id IS NOT NULL LIMIT ${MOST_DOCUMENTS}
      ) each
    ) n
    ORDER BY page.key, p.id`;
}

function found(
  search: string | null,
  input: {
    branch: (more: readonly string[]) => string;
    conditions: readonly string[];
    value: (given: unknown) => string;
  },
): string {
  const { branch, conditions, value } = input;
  if (!search) return branch([]);
  const text = search.replaceAll(",", " ").replace(/\s+/g, " ").trim();
  const from = `lower(normalize(${value(text)}::text) COLLATE pg_c_utf8) COLLATE "C"`;
  const range = (key: string) => [`p.${key} >= ${from}`, `p.${key} < ${from} || ${value("\u{10ffff}")}`];
  const branches = [branch(range("contact_key")), branch(range("contact_last_key"))];
  // By Magento's id: as many as there are bindings, by the unique index.
  if (/^\d{1,19}$/.test(text))
    branches.push(
      `SELECT p.id, p.contact_key AS key FROM binding b JOIN posting p ON p.environment = b.environment AND p.xero_tenant_id = b.xero_tenant_id
         AND p.store_id = b.store_id AND p.magento_key = ${value(text)} WHERE ${conditions.join(" AND ")}`,
    );
  return branches.join(" UNION ");
}

function present(row: RawRow): CustomerRow {
  const { choice, name } = row;
  const word = wordOf(row.state);
  const known = row.reason !== null && isReasonCode(row.reason) ? row.reason : null;
  return {
    id: row.id,
    name: name ?? "Erased",
    email: row.email,
    magentoId: /^\d+$/.test(row.magentoKey) ? row.magentoKey : null,
    xeroId: row.xeroId,
    xeroName: choice?.do === "create" && choice.name && choice.name !== name ? choice.name : null,
    outcome: row.xeroId === null ? "none" : outcomeOf(row),
    standing: row.mergedTo ? "merged" : standingOf(row.contactStatus),
    state: row.state,
    word,
    reason: row.reason,
    sentence: known && word !== "In Xero" ? reasonSentence(known, row.reasonParams) : null,
    documents: row.documents,
    store: hostOf(row.baseUrl),
    organisation: row.organisation,
    updatedAt: row.updatedAt.toISOString(),
  };
}

function outcomeOf({ choice, name }: RawRow): CustomerOutcome {
  switch (choice?.do) {
    case "adopt":
      return "adopted";
    case "update":
      return "updated";
    case "use":
      return "uses";
    default:
      return choice?.name && choice.name !== name ? "renamed" : "made";
  }
}

function standingOf(status: string | null): CustomerRow["standing"] {
  if (status === null) return null;
  if (status === "ACTIVE") return "active";
  return status === "ARCHIVED" ? "archived" : "erased";
}

const cursorSchema = z.object({ key: z.string().refine(isStorable), id: z.uuid() });

function writeCursor({ key, id }: RawRow): string {
  return Buffer.from(JSON.stringify({ key, id })).toString("base64url");
}

function readCursor(text: string | null | undefined): z.infer<typeof cursorSchema> | null {
  if (!text) return null;
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
  } catch {
    throw invalid("This page's address is incomplete. Start from the first page.");
  }
}
