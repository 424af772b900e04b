import { draftSchema } from "@counterfoil/core/draft";
import type { LedgerOutcome, LedgerProblem } from "@counterfoil/core/ports";
import { type SentPosting, type Settlement, settleSent } from "@counterfoil/core/settle";
import type { TenantClient } from "@counterfoil/db/database";
import type { OpenAttempt } from "@counterfoil/db/system/attempts";
import { WORK_CHANNEL } from "@counterfoil/db/work-channel";
import type { ServiceContext } from "../context.ts";
import { refreshDocuments } from "./refresh-documents.ts";
import { saveSettlements } from "./save-settlements.ts";

/**
 * Applies what is known of a call to its postings, in one transaction. Whoever brings the answer may apply it: the
 * attempt's own state is the guard, so it happens once. False when somebody had decided it already.
 */
export async function settleAttempt(
  ctx: ServiceContext,
  attempt: OpenAttempt,
  outcome: LedgerOutcome,
): Promise<boolean> {
  const settled = await settle(ctx, attempt, outcome);
  for (const { kind, settlement } of settled ?? []) ctx.countSettled?.({ kind, outcome: settlement.to });
  return settled !== null;
}

/** Null when somebody had decided it already. */
function settle(ctx: ServiceContext, attempt: OpenAttempt, outcome: LedgerOutcome) {
  return ctx.db.withTenantSql(attempt.tenantId, async (client) => {
    if (!(await decide(client, { attempt, outcome }))) return null;
    const sent = await sentPostings(client, attempt);
    const settlements = settleSent(
      sent.map((posting) => describe(posting)),
      outcome,
    );
    const changes = sent.map((posting, position) => ({
      id: posting.id,
      kind: posting.kind,
      // Every posting has its settlement, by position.
      settlement: settlements[position] as Settlement,
    }));
    await saveSettlements(client, changes);
    await refreshDocuments(client, await documentsOf(client, attempt.postingIds));
    await client.query(`SELECT pg_notify('${WORK_CHANNEL}', '')`);
    return changes;
  });
}

/** The body is erased once its attempt is decided. */
async function decide(
  client: TenantClient,
  input: { attempt: OpenAttempt; outcome: LedgerOutcome },
): Promise<boolean> {
  const { attempt, outcome } = input;
  const { rowCount } = await client.query(
    `UPDATE attempt SET state = $2, ended_at = now(), outcome = $3, http_status = $4, correlation_id = $5, problems = $6, body = NULL
     WHERE id = $1 AND state = 'open'`,
    [
      attempt.id,
      outcome.kind === "no-answer" ? "unanswered" : "answered",
      outcome.kind,
      outcome.httpStatus,
      outcome.correlationId,
      JSON.stringify(problemsOf(outcome)),
    ],
  );
  return rowCount === 1;
}

function problemsOf(outcome: LedgerOutcome): LedgerProblem[] {
  if (outcome.kind === "refused") return outcome.problems;
  if (outcome.kind === "elements")
    return outcome.elements.flatMap((element) => (element.ok ? [] : element.problems));
  return [];
}

type Row = {
  id: string;
  kind: "contact" | "invoice" | "credit_note";
  state: "sending" | "reversing";
  reversal: "rename" | "remove" | null;
  draft: unknown;
  nameIndex: number;
};

async function sentPostings(client: TenantClient, attempt: OpenAttempt): Promise<Row[]> {
  const { rows } = await client.query<Row>(
    `SELECT p.id, p.kind, p.state, p.reversal, p.draft, p.name_index AS "nameIndex"
     FROM attempt_posting ap JOIN posting p ON p.id = ap.posting_id WHERE ap.attempt_id = $1 ORDER BY ap.position FOR UPDATE OF p`,
    [attempt.id],
  );
  return rows;
}

function describe(posting: Row): SentPosting {
  if (posting.state === "reversing") return { kind: "reversal", step: posting.reversal ?? "remove" };
  const draft = draftSchema.parse(posting.draft);
  if (draft.kind !== "contact") {
    const { kind, number, total, totalTax, currencyCode } = draft;
    const hasTaxAmounts = draft.lines.some((line) => line.taxAmount !== null);
    return { kind, number, total, totalTax, currencyCode, hasTaxAmounts };
  }
  const { nameIndex } = posting;
  const name = nameIndex === 0 ? draft.name : (draft.alternativeNames[nameIndex - 1] ?? draft.name);
  return { kind: "contact", nameIndex, namesLeft: draft.alternativeNames.length - nameIndex, name };
}

/** The postings' own documents, and those that depend on a contact among them; in one order, so that no two wait for each other. */
async function documentsOf(client: TenantClient, postingIds: string[]): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT document_id AS id FROM posting WHERE id = ANY ($1) AND document_id IS NOT NULL
     UNION
     SELECT child.document_id FROM posting_dependency d JOIN posting child ON child.id = d.posting_id
     WHERE d.parent_id = ANY ($1) AND child.document_id IS NOT NULL AND child.state <> 'posted'
     ORDER BY id`,
    [postingIds],
  );
  return rows.map((row) => row.id);
}
