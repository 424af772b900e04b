import type { SystemDoor } from "../database.ts";
import { type Lane, TO_LOOK_UP } from "./lanes.ts";

export type DueLookUp = {
  id: string;
  /** Of the row as it was read: what is found is applied only if it is still the same. */
  version: string;
  tenantId: string;
  connectionId: string;
  kind: "contact" | "invoice" | "payment" | "credit_note" | "allocation" | "refund";
  state: "unconfirmed" | "queued";
  mark: string;
  draft: unknown;
  number: string | null;
  /** Of a contact that is being updated, or of a wrong document that still stands. */
  xeroId: string | null;
  refusedAs: string | null;
  reasonParams: Record<string, string | number | null>;
  /** In Xero, of what it depends on. */
  contactId: string | null;
  invoiceId: string | null;
  creditNoteId: string | null;
  /** Of its last call; null when it was never sent. */
  startedAt: Date | null;
  lastSentAt: Date | null;
  endedAt: Date | null;
  /** How often it was sent as a new call. */
  attempts: number;
  /** The call ended so long ago that what is not there by now will never be. */
  isLongAgo: boolean;
};

const parent = (kind: string) =>
  `(SELECT parent.xero_id FROM posting_dependency d JOIN posting parent ON parent.id = d.parent_id AND parent.kind = '${kind}'
    WHERE d.posting_id = p.id LIMIT 1)`;

/** What is to be looked up now, oldest first. */
export async function listDueLookUps(
  door: SystemDoor,
  lane: Lane,
  input: { absentAfterMs: number; limit: number },
): Promise<DueLookUp[]> {
  const { rows } = await door.query<DueLookUp>(
    `SELECT p.id, p.xmin::text AS version, p.tenant_id AS "tenantId", c.id AS "connectionId", p.kind, p.state, p.mark, p.draft,
            p.number, p.xero_id AS "xeroId", p.refused_as AS "refusedAs", p.reason_params AS "reasonParams",
            ${parent("contact")} AS "contactId", ${parent("invoice")} AS "invoiceId", ${parent("credit_note")} AS "creditNoteId",
            last.started_at AS "startedAt", last.sending_at AS "lastSentAt", last.ended_at AS "endedAt", coalesce(last.attempts, 0)::int AS attempts,
            coalesce(last.ended_at <= now() - $3 * interval '1 ms', true) AS "isLongAgo"
     FROM posting p
     JOIN binding b ON b.id = p.binding_id
     JOIN connection c ON c.organisation_id = b.organisation_id AND c.status = 'active'
     LEFT JOIN LATERAL (
       SELECT a.started_at, a.sending_at, a.ended_at, count(*) OVER () AS attempts
       FROM attempt_posting ap JOIN attempt a ON a.id = ap.attempt_id WHERE ap.posting_id = p.id
       ORDER BY a.started_at DESC LIMIT 1
     ) last ON true
     WHERE p.environment = $1 AND p.xero_tenant_id = $2 AND ${TO_LOOK_UP} AND p.next_run_at <= now()
     ORDER BY p.next_run_at, p.id LIMIT $4`,
    [lane.environment, lane.xeroTenantId, input.absentAfterMs, input.limit],
  );
  return rows;
}
