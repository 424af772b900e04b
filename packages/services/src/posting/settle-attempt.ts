import type { ContactChoice } from "@counterfoil/core/contact-directory";
import { contactDraftSchema, draftSchema } from "@counterfoil/core/draft";
import type { LedgerOutcome, LedgerProblem } from "@counterfoil/core/ports";
import type { PostingKind } from "@counterfoil/core/posting";
import { type SentPosting, type Settlement, settleSent } from "@counterfoil/core/settle";
import type { TenantClient } from "@counterfoil/db/database";
import type { OpenAttempt } from "@counterfoil/db/system/attempts";
import { WORK_CHANNEL } from "@counterfoil/db/work-channel";
import { askForReading, decideContactsAgain, noteWrittenContacts } from "../contact/note-contacts.ts";
import { refreshCustomers } from "../contact/refresh-customers.ts";
import type { ServiceContext } from "../context.ts";
import { dependentDocuments } from "./dependent-documents.ts";
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
  for (const { kind, settlement } of settled ?? [])
    ctx.countSettled?.({
      kind,
      outcome: settlement.to,
      reason: "reason" in settlement ? settlement.reason : null,
    });
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
    await waitToLookUp(ctx, client, attempt.postingIds);
    const againMs = ctx.durations.documentRetryBaseMs;
    await noteContacts(client, { attempt, outcome, sent, changes, againMs });
    await refreshDocuments(client, await dependentDocuments(client, attempt.postingIds));
    await refreshCustomers(client, attempt.postingIds);
    await client.query(`SELECT pg_notify('${WORK_CHANNEL}', '')`);
    return changes;
  });
}

/** A refusal is looked into at once; without an answer, what is not there counts only when the call is long over. */
async function waitToLookUp(
  ctx: ServiceContext,
  client: TenantClient,
  postingIds: readonly string[],
): Promise<void> {
  await client.query(
    `UPDATE posting SET next_run_at = now() + $2 * interval '1 ms'
     WHERE id = ANY ($1) AND state = 'unconfirmed' AND refused_as IS NULL`,
    [postingIds, ctx.durations.absentAfterMs],
  );
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
  position: number;
  kind: PostingKind;
  state: "sending" | "reversing";
  reversal: "rename" | "remove" | null;
  draft: unknown;
  contactChoice: ContactChoice | null;
};

async function sentPostings(client: TenantClient, attempt: OpenAttempt): Promise<Row[]> {
  const { rows } = await client.query<Row>(
    // Locked in the order in which planning locks them.
    `SELECT p.id, ap.position, p.kind, p.state, p.reversal, p.draft, p.contact_choice AS "contactChoice"
     FROM attempt_posting ap JOIN posting p ON p.id = ap.posting_id WHERE ap.attempt_id = $1 ORDER BY p.id FOR UPDATE OF p`,
    [attempt.id],
  );
  return rows.toSorted((one, other) => one.position - other.position);
}

function describe(posting: Row): SentPosting {
  if (posting.state === "reversing") return { kind: "reversal", step: posting.reversal ?? "remove" };
  const draft = draftSchema.parse(posting.draft);
  switch (draft.kind) {
    case "invoice":
    case "credit_note": {
      const { kind, number, total, totalTax, currencyCode } = draft;
      const hasTaxAmounts = draft.lines.some((line) => line.taxAmount !== null);
      return { kind, number, total, totalTax, currencyCode, hasTaxAmounts };
    }
    case "payment":
    case "refund": {
      const { kind, reference, amount, date, currencyCode } = draft;
      return { kind, reference, amount, date, currencyCode };
    }
    case "allocation": {
      const { kind, amount, currencyCode } = draft;
      return { kind, amount, currencyCode };
    }
    case "contact": {
      const choice = posting.contactChoice;
      return {
        kind: "contact",
        contactId: choice && "contactId" in choice ? choice.contactId : null,
        contactNumber: choice && "contactNumber" in choice ? choice.contactNumber : draft.contactNumber,
        name: (choice && "name" in choice ? choice.name : null) ?? draft.name,
      };
    }
    default:
      return draft satisfies never;
  }
}

/** The directory learns what was made, and is read again where Xero said something else than it. */
async function noteContacts(
  client: TenantClient,
  input: {
    attempt: OpenAttempt;
    outcome: LedgerOutcome;
    sent: readonly Row[];
    changes: readonly { id: string; settlement: Settlement }[];
    againMs: number;
  },
): Promise<void> {
  const { attempt, outcome, sent, changes } = input;
  const elements = outcome.kind === "elements" ? outcome.elements : [];
  const written = sent.flatMap((posting, position) => {
    const element = elements[position];
    if (posting.kind !== "contact" || !element?.ok) return [];
    const draft = contactDraftSchema.parse(posting.draft);
    return [{ postingId: posting.id, draft, choice: posting.contactChoice, element }];
  });
  await noteWrittenContacts(client, written);
  const again = changes.flatMap(({ id, settlement }) =>
    settlement.to === "planned" ? [{ id, settlement }] : [],
  );
  await askForReading(
    client,
    again.filter(({ settlement }) => settlement.refusal).map(({ id }) => id),
  );
  await decideContactsAgain(client, {
    documentPostingIds: again.filter(({ settlement }) => settlement.contactUnusable).map(({ id }) => id),
    attemptId: attempt.id,
    againMs: input.againMs,
  });
}
