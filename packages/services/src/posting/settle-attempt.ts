import { draftSchema } from "@counterfoil/core/draft";
import type { LedgerElement, LedgerOutcome, LedgerProblem } from "@counterfoil/core/ports";
import { type SentPosting, type Settlement, settleElement, settleProblems } from "@counterfoil/core/settle";
import type { TenantClient } from "@counterfoil/db/database";
import type { OpenAttempt } from "@counterfoil/db/system/attempts";
import type { ServiceContext } from "../context.ts";
import { markUnconfirmed } from "./mark-unconfirmed.ts";
import { refreshDocuments } from "./refresh-documents.ts";

type Sent = {
  id: string;
  kind: "contact" | "invoice" | "credit_note";
  state: "sending" | "reversing";
  reversal: "rename" | "remove" | null;
  draft: unknown;
  xeroId: string | null;
  nameIndex: number;
};

/**
 * Applies what is known of a call to its postings, in one transaction. Whoever brings the answer may apply it: the
 * attempt's own state is the guard, so it happens once. False when somebody had decided it already.
 */
export async function settleAttempt(
  ctx: ServiceContext,
  attempt: OpenAttempt,
  outcome: LedgerOutcome,
): Promise<boolean> {
  return ctx.db.withTenantSql(attempt.tenantId, async (client) => {
    if (!(await decide(client, { attempt, outcome }))) return false;
    const sent = await sentPostings(client, attempt);
    for (const [position, posting] of sent.entries())
      await apply(client, { posting, position, size: sent.length, outcome });
    await refreshDocuments(client, await documentsOf(client, attempt.postingIds));
    await client.query(`SELECT pg_notify('counterfoil_work', '')`);
    return true;
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

async function sentPostings(client: TenantClient, attempt: OpenAttempt): Promise<Sent[]> {
  const { rows } = await client.query<Sent>(
    `SELECT p.id, p.kind, p.state, p.reversal, p.draft, p.xero_id AS "xeroId", p.name_index AS "nameIndex"
     FROM attempt_posting ap JOIN posting p ON p.id = ap.posting_id WHERE ap.attempt_id = $1 ORDER BY ap.position FOR UPDATE OF p`,
    [attempt.id],
  );
  return rows;
}

async function apply(
  client: TenantClient,
  input: { posting: Sent; position: number; size: number; outcome: LedgerOutcome },
): Promise<void> {
  const { posting, position, size, outcome } = input;
  switch (outcome.kind) {
    case "elements": {
      const element = outcome.elements[position];
      if (!element) return markUnconfirmed(client, posting.id);
      if (posting.state === "reversing")
        return stepReversal(client, posting, element.ok ? null : element.problems);
      return write(client, posting, settleElement(described(posting), element), element);
    }
    case "refused":
      if (posting.state === "reversing") return stepReversal(client, posting, outcome.problems);
      // One of them poisons the rest: halve until it stands alone.
      if (size > 1) return backToPlanned(client, posting.id, Math.ceil(size / 2));
      return write(client, posting, settleProblems(described(posting), outcome.problems), null);
    case "rate-limited":
    case "access":
      return posting.state === "reversing" ? undefined : backToPlanned(client, posting.id, null);
    case "no-answer":
      if (posting.state === "reversing") return undefined;
      return outcome.sent ? markUnconfirmed(client, posting.id) : backToPlanned(client, posting.id, null);
    case "server-error":
    case "key-reused":
      // A reversal repeats without harm; a creation does not.
      return posting.state === "reversing" ? undefined : markUnconfirmed(client, posting.id);
    default:
      return outcome satisfies never;
  }
}

function described(posting: Sent): SentPosting {
  const draft = draftSchema.parse(posting.draft);
  if (draft.kind !== "contact") {
    const { kind, number, total, totalTax, currencyCode } = draft;
    return { kind, number, total, totalTax, currencyCode };
  }
  const { nameIndex } = posting;
  const name = nameIndex === 0 ? draft.name : (draft.alternativeNames[nameIndex - 1] ?? draft.name);
  return { kind: "contact", nameIndex, namesLeft: draft.alternativeNames.length - nameIndex, name };
}

async function write(
  client: TenantClient,
  posting: Sent,
  settlement: Settlement,
  element: LedgerElement | null,
): Promise<void> {
  switch (settlement.to) {
    case "posted":
      return writePosted(client, posting, settlement, element);
    case "planned":
      await client.query(
        "UPDATE posting SET state = 'planned', name_index = $2, next_run_at = now(), updated_at = now() WHERE id = $1 AND state = 'sending'",
        [posting.id, settlement.nameIndex],
      );
      return;
    case "reversing":
      await client.query(
        `UPDATE posting SET state = 'reversing', reversal = 'rename', xero_id = $2, xero_status = $3, xero_total = $4, reason = 'reversing',
                reason_params = $5, next_run_at = now(), updated_at = now() WHERE id = $1 AND state = 'sending'`,
        [
          posting.id,
          settlement.xeroId,
          settlement.status,
          settlement.total,
          JSON.stringify(settlement.params),
        ],
      );
      return;
    case "held":
    case "failed":
      await client.query(
        `UPDATE posting SET state = $2, reason = $3, reason_params = $4, updated_at = now() WHERE id = $1 AND state = 'sending'`,
        [posting.id, settlement.to, settlement.reason, JSON.stringify(settlement.params)],
      );
      return;
    default:
      return settlement satisfies never;
  }
}

async function writePosted(
  client: TenantClient,
  posting: Sent,
  settlement: Extract<Settlement, { to: "posted" }>,
  element: LedgerElement | null,
): Promise<void> {
  const name = element?.ok ? element.name : null;
  await client.query(
    `UPDATE posting SET state = 'posted', reason = NULL, reason_params = '{}', xero_id = $2, xero_number = $3, xero_status = $4, xero_total = $5,
            sent_hash = draft_hash, posted_at = now(), updated_at = now() WHERE id = $1 AND state = 'sending'`,
    [posting.id, settlement.xeroId, settlement.number ?? name, settlement.status, settlement.total],
  );
  await client.query(
    `INSERT INTO xref (environment, xero_tenant_id, store_id, kind, magento_key, tenant_id, posting_id, xero_id, xero_number)
     SELECT environment, xero_tenant_id, store_id, kind, magento_key, tenant_id, id, xero_id, xero_number FROM posting WHERE id = $1
     ON CONFLICT (environment, xero_tenant_id, store_id, kind, magento_key)
       DO UPDATE SET xero_id = excluded.xero_id, xero_number = excluded.xero_number, posting_id = excluded.posting_id`,
    [posting.id],
  );
  // What waited for it has its draft already: waiting → queued → planned in one step.
  await client.query(
    `UPDATE posting SET state = 'planned', reason = NULL, reason_params = '{}', next_run_at = now(), updated_at = now()
     WHERE state = 'waiting' AND reason = 'waiting_for_contact' AND draft IS NOT NULL
       AND id IN (SELECT posting_id FROM posting_dependency WHERE parent_id = $1)`,
    [posting.id],
  );
}

/** Rename, then void: two calls that repeat without harm. Refused, the wrong document still stands and a person must know. */
async function stepReversal(
  client: TenantClient,
  posting: Sent,
  problems: LedgerProblem[] | null,
): Promise<void> {
  if (problems === null && posting.reversal === "rename") {
    await client.query(
      "UPDATE posting SET reversal = 'remove', next_run_at = now() WHERE id = $1 AND state = 'reversing'",
      [posting.id],
    );
    return;
  }
  const stands =
    problems === null
      ? {}
      : { stillInXero: "yes", messages: problems.map(({ message }) => message).join(" ") };
  await client.query(
    `UPDATE posting SET state = 'held', reversal = NULL, reason = 'xero_total_differs', reason_params = reason_params || $2,
            xero_id = CASE WHEN $3 THEN xero_id END, updated_at = now() WHERE id = $1 AND state = 'reversing'`,
    [posting.id, JSON.stringify(stands), problems !== null],
  );
}

async function backToPlanned(
  client: TenantClient,
  postingId: string,
  batchMax: number | null,
): Promise<void> {
  await client.query(
    `UPDATE posting SET state = 'planned', batch_max = coalesce($2, batch_max), next_run_at = now(), updated_at = now()
     WHERE id = $1 AND state = 'sending'`,
    [postingId, batchMax],
  );
}

/** The postings' own documents, and those that depend on a contact among them. */
async function documentsOf(client: TenantClient, postingIds: string[]): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT document_id AS id FROM posting WHERE id = ANY ($1) AND document_id IS NOT NULL
     UNION
     SELECT child.document_id FROM posting_dependency d JOIN posting child ON child.id = d.posting_id
     WHERE d.parent_id = ANY ($1) AND child.document_id IS NOT NULL AND child.state <> 'posted'`,
    [postingIds],
  );
  return rows.map((row) => row.id);
}
