import type { ContactChoice, ContactRefusal, DirectoryContact } from "@counterfoil/core/contact-directory";
import type { SystemDoor } from "../database.ts";
import type { Lane } from "./lanes.ts";

/** A connection's directory of the organisation's contacts; two tenants who post into one organisation have one each. */
export type Directory = {
  organisationId: string;
  tenantId: string;
  connectionId: string;
  /** It holds all that there was; what is newer than the last reading may be missing. */
  isWhole: boolean;
  /** Asked for, or older than it may be before contacts are made. */
  isDue: boolean;
  isStale: boolean;
};

/** Of everyone who posts into this organisation. A connection without a row has its first reading before it. */
export async function listDirectories(
  door: SystemDoor,
  lane: Lane,
  input: { everyMs: number },
): Promise<Directory[]> {
  const { rows } = await door.query<Directory>(
    `SELECT o.id AS "organisationId", o.tenant_id AS "tenantId", c.id AS "connectionId", d.read_until IS NOT NULL AS "isWhole",
            coalesce(d.due_at <= now(), false) AS "isDue",
            coalesce(d.due_at IS NOT NULL OR d.read_until IS NULL OR d.read_until < now() - $3 * interval '1 ms', true) AS "isStale"
     FROM organisation o JOIN connection c ON c.organisation_id = o.id AND c.status = 'active'
     LEFT JOIN contact_directory d ON d.organisation_id = o.id
     WHERE o.environment = $1 AND o.xero_tenant_id = $2`,
    [lane.environment, lane.xeroTenantId, input.everyMs],
  );
  return rows;
}

/** A reading that goes on where its predecessor stopped, or begins: all contacts, or those changed since the last one. */
export async function openReading(
  door: SystemDoor,
  directory: Pick<Directory, "organisationId" | "tenantId">,
  input: { overlapMs: number },
): Promise<{ page: number; since: Date | null }> {
  const { rows } = await door.query<{ page: number; since: Date | null }>(
    `INSERT INTO contact_directory AS d (organisation_id, tenant_id, reading_from) VALUES ($1, $2, now())
     ON CONFLICT (organisation_id) DO UPDATE
       SET reading_from = coalesce(d.reading_from, now()),
           reading_since = CASE WHEN d.reading_from IS NULL THEN d.read_until - $3 * interval '1 ms' ELSE d.reading_since END,
           next_page = CASE WHEN d.reading_from IS NULL THEN 1 ELSE d.next_page END
     RETURNING next_page AS page, reading_since AS since`,
    [directory.organisationId, directory.tenantId, input.overlapMs],
  );
  return rows[0] as { page: number; since: Date | null };
}

/** Keeps a page and how far the reading is. What was learnt after this call began stands. */
export async function savePage(
  door: SystemDoor,
  directory: Pick<Directory, "organisationId" | "tenantId">,
  input: { contacts: readonly DirectoryContact[]; page: number; isLast: boolean; ageMs: number },
): Promise<void> {
  const { contacts, page, isLast, ageMs } = input;
  if (contacts.length > 0)
    await door.query(
      `INSERT INTO ledger_contact AS l (organisation_id, contact_id, tenant_id, name_key, email_key, number_key, status, merged_to, seen_at)
       SELECT $1, t."contactId", $2, t."nameKey", t."emailKey", t."numberKey", t.status, t."mergedTo", now() - $4 * interval '1 ms'
       FROM jsonb_to_recordset($3) AS t ("contactId" uuid, "nameKey" text, "emailKey" text, "numberKey" text, status text, "mergedTo" uuid)
       ON CONFLICT (organisation_id, contact_id) DO UPDATE
         SET name_key = excluded.name_key, email_key = excluded.email_key, number_key = excluded.number_key, status = excluded.status,
             merged_to = excluded.merged_to, seen_at = excluded.seen_at
         WHERE l.seen_at <= excluded.seen_at`,
      [directory.organisationId, directory.tenantId, JSON.stringify(contacts), ageMs],
    );
  await door.query(
    isLast
      ? `UPDATE contact_directory SET read_until = reading_from, reading_from = NULL, reading_since = NULL, next_page = 1,
                due_at = CASE WHEN due_at > reading_from THEN due_at END
         WHERE organisation_id = $1 AND reading_from IS NOT NULL AND next_page = $2`
      : "UPDATE contact_directory SET next_page = $2 + 1 WHERE organisation_id = $1 AND reading_from IS NOT NULL AND next_page = $2",
    [directory.organisationId, page],
  );
}

const COLUMNS = `l.contact_id AS "contactId", l.name_key AS "nameKey", l.email_key AS "emailKey", l.number_key AS "numberKey", l.status, l.merged_to AS "mergedTo"`;

/** One look into the index for each key: before its first ANALYZE PostgreSQL takes a table that has just been filled for a small one. */
const each = (keys: string, condition: string) =>
  `SELECT found.* FROM ${keys} AS key CROSS JOIN LATERAL (
     SELECT ${COLUMNS} FROM ledger_contact l WHERE l.organisation_id = $1 AND ${condition} OFFSET 0) found`;

/** All that a decision about these contacts may turn on: who has the names, the numbers or the ids, and where merges lead. */
export async function findDirectoryContacts(
  door: SystemDoor,
  input: { organisationId: string; names: string[]; numbers: string[]; ids: string[] },
): Promise<DirectoryContact[]> {
  const { rows } = await door.query<DirectoryContact>(
    `WITH RECURSIVE chain AS (
       SELECT found.*, 0 AS step FROM (
         ${each("unnest($2::text[])", "l.name_key = key AND l.status = 'ACTIVE'")}
         UNION ALL ${each("unnest($3::text[])", "l.number_key = key")}
         UNION ALL ${each("unnest($4::uuid[])", "l.contact_id = key")}
       ) found
       UNION
       SELECT next.*, chain.step + 1 FROM chain CROSS JOIN LATERAL (
         SELECT ${COLUMNS} FROM ledger_contact l WHERE l.organisation_id = $1 AND l.contact_id = chain."mergedTo" OFFSET 0
       ) next WHERE chain."mergedTo" IS NOT NULL AND chain.step < 20
     )
     SELECT DISTINCT "contactId", "nameKey", "emailKey", "numberKey", status, "mergedTo" FROM chain`,
    [input.organisationId, input.names, input.numbers, input.ids],
  );
  return rows;
}

/** What calls have been told to make and nobody knows yet whether they did, of everyone who posts into this organisation. */
export async function listContactsOnTheirWay(
  door: SystemDoor,
  lane: Lane,
): Promise<{ names: string[]; contactIds: string[] }> {
  const { rows } = await door.query<{ choice: ContactChoice }>(
    `SELECT contact_choice AS choice FROM posting
     WHERE environment = $1 AND xero_tenant_id = $2 AND kind = 'contact' AND state IN ('sending', 'unconfirmed') AND contact_choice IS NOT NULL`,
    [lane.environment, lane.xeroTenantId],
  );
  return {
    names: rows.flatMap(({ choice }) => ("name" in choice && choice.name !== null ? [choice.name] : [])),
    contactIds: rows.flatMap(({ choice }) => ("contactId" in choice ? [choice.contactId] : [])),
  };
}

export type ContactFacts = {
  id: string;
  xeroId: string | null;
  sentName: string | null;
  adopts: boolean;
  refusals: ContactRefusal[];
};

/** What a decision needs of the postings besides their drafts. */
export async function readContactFacts(door: SystemDoor, postingIds: string[]): Promise<ContactFacts[]> {
  const { rows } = await door.query<ContactFacts>(
    `SELECT p.id, p.xero_id AS "xeroId", p.sent_name AS "sentName", p.refusals,
            coalesce((pol.body->>'adoptContacts')::boolean, true) AS adopts
     FROM posting p JOIN binding b ON b.id = p.binding_id
     JOIN policy pol ON pol.binding_id = b.id AND pol.version = b.policy_version WHERE p.id = ANY ($1)`,
    [postingIds],
  );
  return rows;
}

/** Writes down what the next call is to do; gives each row's new version, and none of a row that has changed since it was read. */
export async function saveContactChoices(
  door: SystemDoor,
  choices: readonly { id: string; version: string; choice: ContactChoice }[],
): Promise<Map<string, string>> {
  const { rows } = await door.query<{ id: string; version: string }>(
    `UPDATE posting p SET contact_choice = t.choice, number = coalesce(t.choice->>'contactNumber', p.number), updated_at = now()
     FROM jsonb_to_recordset($1) AS t (id uuid, version text, choice jsonb)
     WHERE p.id = t.id AND p.xmin::text = t.version AND p.state = 'planned' RETURNING p.id, p.xmin::text AS version`,
    [JSON.stringify(choices)],
  );
  return new Map(rows.map((row) => [row.id, row.version]));
}
