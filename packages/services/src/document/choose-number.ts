import { conflict, invalid } from "@counterfoil/core/errors";
import { z } from "zod";
import type { Actor, ServiceContext } from "../context.ts";
import { requireRole } from "../member/require-role.ts";
import { lockDocument } from "./lock-document.ts";
import { noteDecision } from "./note-decision.ts";
import { rearmDocuments } from "./rearm-documents.ts";

/** Xero's limit. */
const MAX_NUMBER = 255;

const inputSchema = z.object({
  documentId: z.string(),
  number: z
    .string()
    .trim()
    .min(1, "Give the number it shall have in Xero.")
    .max(MAX_NUMBER, `Xero takes at most ${MAX_NUMBER} characters.`)
    .regex(/^[\x20-\x7e]*$/, "Xero takes letters without accents, digits and signs only."),
});

/** One document goes under a number of its own, where Xero has its usual one already. */
export async function chooseNumber(ctx: ServiceContext, actor: Actor, input: unknown): Promise<void> {
  requireRole(actor, ["owner", "admin", "bookkeeper"], "choose a document's number");
  const parsed = inputSchema.safeParse(input);
  if (!parsed.success) {
    const message = parsed.error.issues[0]?.message ?? "This number cannot be used.";
    throw invalid(message, [{ path: "number", message }]);
  }
  const { documentId, number } = parsed.data;
  await ctx.db.withTenantSql(actor.tenantId, async (client) => {
    const document = await lockDocument(client, documentId);
    const main = document.postings.find(({ kind }) => kind === "invoice" || kind === "credit_note");
    if (!main || main.isSent || (main.state !== "held" && main.state !== "failed"))
      throw conflict("It no longer waits for another number. Look at it again.");
    const taken = await client.query<{ number: string | null }>(
      `SELECT d.increment_id AS number FROM posting p JOIN document d ON d.id = p.document_id
       WHERE p.environment = $1 AND p.xero_tenant_id = $2 AND p.kind = $3 AND p.id <> $4 AND $5 IN (p.number, p.xero_number) LIMIT 1`,
      [document.environment, document.xeroTenantId, main.kind, main.id, number],
    );
    if (taken.rows[0]) {
      const message = `${taken.rows[0].number ?? "Another document"} of yours has this number already.`;
      throw invalid(message, [{ path: "number", message }]);
    }
    await client.query("UPDATE document SET own_number = $2 WHERE id = $1", [documentId, number]);
    await rearmDocuments(client, [documentId]);
    await noteDecision(client, { actor, documentId, action: "document.renumbered", detail: { to: number } });
  });
}
