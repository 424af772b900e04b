import { conflict, invalid, notFound, unavailable } from "@counterfoil/core/errors";
import { money } from "@counterfoil/core/money";
import type { LedgerDocument } from "@counterfoil/core/ports";
import type { TenantClient } from "@counterfoil/db/database";
import { WORK_CHANNEL } from "@counterfoil/db/work-channel";
import { z } from "zod";
import type { Actor, Environment, ServiceContext } from "../context.ts";
import { requireRole } from "../member/require-role.ts";
import { dependentDocuments } from "./dependent-documents.ts";
import { readLedger } from "./read-ledger.ts";
import { refreshDocuments } from "./refresh-documents.ts";
import { saveSettlements } from "./save-settlements.ts";

const inputSchema = z.object({
  documentId: z.uuid(),
  /** What stands in Xero: its id there or its number. */
  inXero: z.string().trim().min(1).max(255),
  /** The figures were shown, and it is the same document all the same. */
  acceptsDifference: z.boolean().default(false),
});

export type Adoption =
  | { outcome: "adopted"; xeroId: string; number: string | null }
  /** Nothing was linked: both figures, to be shown and said yes to. */
  | {
      outcome: "differs";
      xeroId: string;
      number: string | null;
      xero: { total: string | null; currency: string | null };
      magento: { total: string; currency: string | null };
    };

/**
 * "This is the same document": links a held invoice or credit note to what stands in Xero already, by whoever put it there.
 * Nothing is changed in Xero; what waited for the document goes on.
 */
export async function adoptDocument(ctx: ServiceContext, actor: Actor, input: unknown): Promise<Adoption> {
  requireRole(actor, ["owner", "admin", "bookkeeper"], "say what stands in Xero");
  const parsed = inputSchema.safeParse(input);
  if (!parsed.success) throw invalid("Give the number or id that the document has in Xero.");
  const { documentId, inXero, acceptsDifference } = parsed.data;
  const posting = await ctx.db.withTenantSql(actor.tenantId, (client) => findHeld(client, documentId));
  if (!posting) throw notFound("There is no such document that waits for you.");
  const document = await readFrom(ctx, posting, inXero);
  const { xeroId, number } = document;
  const { total, currency } = posting;
  const isSame =
    document.total !== null && money(document.total).eq(total) && document.currencyCode === currency;
  if (!isSame && !acceptsDifference) {
    const xero = { total: document.total, currency: document.currencyCode };
    return { outcome: "differs", xeroId, number, xero, magento: { total, currency } };
  }
  await ctx.db.withTenantSql(actor.tenantId, (client) => link(client, { actor, posting, document, isSame }));
  ctx.log.info({ documentId, postingId: posting.id, userId: actor.userId }, "a document was adopted");
  return { outcome: "adopted", xeroId, number };
}

type Held = {
  id: string;
  version: string;
  kind: "invoice" | "credit_note";
  environment: Environment;
  xeroTenantId: string;
  connectionId: string | null;
  total: string;
  currency: string | null;
};

async function findHeld(client: TenantClient, documentId: string): Promise<Held | undefined> {
  const { rows } = await client.query<Held>(
    `SELECT p.id, p.xmin::text AS version, p.kind, p.environment, p.xero_tenant_id AS "xeroTenantId", c.id AS "connectionId",
            coalesce(p.planned_total, d.grand_total)::text AS total, coalesce(p.currency, d.currency) AS currency
     FROM posting p JOIN document d ON d.id = p.document_id JOIN binding b ON b.id = p.binding_id
     LEFT JOIN connection c ON c.organisation_id = b.organisation_id AND c.status = 'active'
     WHERE d.id = $1 AND p.kind IN ('invoice', 'credit_note') AND p.state = 'held' AND coalesce(p.planned_total, d.grand_total) IS NOT NULL`,
    [documentId],
  );
  return rows[0];
}

async function readFrom(ctx: ServiceContext, posting: Held, key: string): Promise<LedgerDocument> {
  const { connectionId, kind, environment, xeroTenantId } = posting;
  if (connectionId === null) throw unavailable("Reconnect Xero first: we cannot look into it at the moment.");
  const lane = { environment, xeroTenantId };
  const answer = await readLedger(ctx, { lane, connectionId }, (ledger, access) =>
    ledger.readDocuments({ by: "key", kind, key, ...access }),
  );
  if (!answer.ok) throw unavailable("Xero does not answer at the moment. Try again in a minute.");
  const [document] = answer.value;
  if (!document) throw notFound(`Xero has no such ${wordsOf[kind]} ${key}.`);
  if (document.status === "VOIDED" || document.status === "DELETED")
    throw conflict(`${document.number ?? key} was voided or deleted in Xero, so it is in nobody's books.`);
  return document;
}

const wordsOf = { invoice: "invoice", credit_note: "credit note" } as const;

async function link(
  client: TenantClient,
  input: { actor: Actor; posting: Held; document: LedgerDocument; isSame: boolean },
): Promise<void> {
  const { actor, posting, document, isSame } = input;
  const { xeroId, number, status, total } = document;
  const current = await client.query(
    "SELECT 1 FROM posting WHERE id = $1 AND xmin::text = $2 AND state = 'held' FOR UPDATE",
    [posting.id, posting.version],
  );
  if (current.rowCount !== 1) throw conflict("It has changed meanwhile. Look at it again.");
  // One document in Xero stands for one of Magento's, here and in every other store of this account.
  const taken = await client.query(
    "SELECT 1 FROM xref WHERE environment = $1 AND xero_tenant_id = $2 AND xero_id = $3 AND posting_id <> $4",
    [posting.environment, posting.xeroTenantId, xeroId, posting.id],
  );
  if (taken.rowCount !== 0) throw conflict(`${number ?? "It"} stands for another document of yours already.`);
  await saveSettlements(
    client,
    [{ id: posting.id, settlement: { to: "posted", xeroId, number, status, total } }],
    "held",
  );
  await client.query(
    `INSERT INTO audit (tenant_id, actor_kind, actor_id, action, subject, detail)
     VALUES (current_setting('app.tenant_id')::uuid, 'user', $1, 'document.adopted', $2, $3)`,
    [actor.userId, posting.id, JSON.stringify({ xeroId, number, xeroTotal: total, isSame })],
  );
  await refreshDocuments(client, await dependentDocuments(client, [posting.id]));
  await client.query(`SELECT pg_notify('${WORK_CHANNEL}', '')`);
}
