import type { SystemDoor } from "../database.ts";

export type FoundStepLink = {
  id: string;
  tenantId: string;
  company: string;
  step: string;
  expiresAt: Date;
  revokedAt: Date | null;
  doneAt: Date | null;
  doneWith: string | null;
  doneBy: string | null;
  senderId: string;
  senderName: string;
  senderEmail: string;
  /** As it is now; null when the sender has left. */
  senderRole: string | null;
};

/** A link by its token's hash, before it is known whose it is. */
export async function findStepLink(
  door: SystemDoor,
  input: { tokenHash: string },
): Promise<FoundStepLink | null> {
  const { rows } = await door.query<FoundStepLink>(
    `SELECT l.id, l.tenant_id AS "tenantId", t.name AS company, l.step, l.expires_at AS "expiresAt", l.revoked_at AS "revokedAt",
            l.done_at AS "doneAt", l.done_with AS "doneWith", l.done_by AS "doneBy", u.id AS "senderId", u.name AS "senderName",
            u.email AS "senderEmail", m.role AS "senderRole"
     FROM step_link l JOIN tenant t ON t.id = l.tenant_id JOIN app_user u ON u.id = l.created_by
     LEFT JOIN member m ON m.tenant_id = l.tenant_id AND m.user_id = l.created_by
     WHERE l.token_hash = $1`,
    [input.tokenHash],
  );
  return rows[0] ?? null;
}
