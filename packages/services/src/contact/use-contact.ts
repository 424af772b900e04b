import { foldName } from "@counterfoil/core/contact-directory";
import { conflict, invalid } from "@counterfoil/core/errors";
import type { PostingState } from "@counterfoil/core/posting";
import type { TenantClient } from "@counterfoil/db/database";
import { z } from "zod";
import type { Actor, ServiceContext } from "../context.ts";
import { type LockedDocument, lockDocument } from "../document/lock-document.ts";
import { noteDecision } from "../document/note-decision.ts";
import { requireRole } from "../member/require-role.ts";
import { dependentDocuments } from "../posting/dependent-documents.ts";
import { refreshDocuments } from "../posting/refresh-documents.ts";

const inputSchema = z.object({ documentId: z.uuid(), contactId: z.uuid() });

/**
 * "Same customer": whatever is sent of this customer from now on names the contact that has the name in Xero, though it is not
 * ours. Nothing of that contact is changed. What was sent before stays with the contact it was sent to.
 */
export async function useContact(ctx: ServiceContext, actor: Actor, input: unknown): Promise<void> {
  requireRole(actor, ["owner", "admin", "bookkeeper"], "choose a customer's contact");
  const parsed = inputSchema.safeParse(input);
  if (!parsed.success) throw invalid("Choose the contact.");
  const { documentId, contactId } = parsed.data;
  await ctx.db.withTenantSql(actor.tenantId, async (client) => {
    const document = await lockDocument(client, documentId);
    const contact = await lockContact(client, documentId);
    if (!contact) throw conflict("It has no customer yet. Look at it again in a moment.");
    if (contact.xeroId === contactId) throw conflict("It is this customer's contact already.");
    if (BUSY.has(contact.state))
      throw conflict("This customer is being sent to Xero at this moment. Try again in a minute.");
    await assertMayUse(client, { document, contact, contactId });
    await client.query("UPDATE posting SET state = 'queued', updated_at = now() WHERE id = $1", [contact.id]);
    await client.query(
      `UPDATE posting SET state = 'planned', reason = NULL, reason_params = '{}', refusals = '{}', xero_id = $2, next_run_at = now(), updated_at = now()
       WHERE id = $1 AND state = 'queued'`,
      [contact.id, contactId],
    );
    await refreshDocuments(client, await dependentDocuments(client, [contact.id]));
    await noteDecision(client, {
      actor,
      documentId,
      action: "document.contact_chosen",
      detail: { contactId, name: contact.name },
    });
  });
}

const BUSY: ReadonlySet<PostingState> = new Set(["sending", "unconfirmed", "reversing"]);

type Contact = { id: string; state: PostingState; xeroId: string | null; name: string };

async function lockContact(client: TenantClient, documentId: string): Promise<Contact | undefined> {
  const { rows } = await client.query<Contact>(
    `SELECT c.id, c.state, c.xero_id AS "xeroId", c.draft->>'name' AS name
     FROM posting p JOIN posting_dependency d ON d.posting_id = p.id JOIN posting c ON c.id = d.parent_id AND c.kind = 'contact'
     WHERE p.document_id = $1 AND p.kind IN ('invoice', 'credit_note') FOR UPDATE OF c`,
    [documentId],
  );
  return rows[0];
}

/** Two customers never become one contact, and only the contact that has this customer's very name is offered. */
async function assertMayUse(
  client: TenantClient,
  input: { document: LockedDocument; contact: Contact; contactId: string },
): Promise<void> {
  const { document, contact, contactId } = input;
  const known = await client.query(
    `SELECT 1 FROM ledger_contact WHERE organisation_id = $1 AND contact_id = $2 AND status = 'ACTIVE' AND name_key = $3`,
    [document.organisationId, contactId, foldName(contact.name)],
  );
  if (known.rowCount === 0)
    throw conflict(`Xero has no active contact called ${contact.name} any more. Look at it again.`);
  const taken = await client.query(
    "SELECT 1 FROM posting WHERE kind = 'contact' AND environment = $1 AND xero_tenant_id = $2 AND xero_id = $3 AND id <> $4",
    [document.environment, document.xeroTenantId, contactId, contact.id],
  );
  if (taken.rowCount !== 0) throw conflict("That contact is another customer of yours.");
}
