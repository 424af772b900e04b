import type { TenantClient } from "@counterfoil/db/database";

/** What people decided of one document, and planning never undoes. */
export type Decisions = {
  isLeftOut: boolean;
  /** The name of who left it out, where it is still known. */
  leftOutBy: string | null;
  isOnFirstOpenDay: boolean;
  ownNumber: string | null;
};

export const undecided: Decisions = {
  isLeftOut: false,
  leftOutBy: null,
  isOnFirstOpenDay: false,
  ownNumber: null,
};

/** By document. Read under the lock on their bindings, for which whoever decides waits: a plan never comes after a decision it does not know. */
export async function readDecisions(
  client: TenantClient,
  documentIds: readonly string[],
): Promise<Map<string, Decisions>> {
  const { rows } = await client.query<Decisions & { id: string }>(
    `SELECT d.id, d.left_out_at IS NOT NULL AS "isLeftOut", u.name AS "leftOutBy", d.is_on_first_open_day AS "isOnFirstOpenDay", d.own_number AS "ownNumber"
     FROM document d LEFT JOIN app_user u ON u.id = d.left_out_by
     WHERE d.id = ANY ($1) AND (d.left_out_at IS NOT NULL OR d.is_on_first_open_day OR d.own_number IS NOT NULL)`,
    [documentIds],
  );
  return new Map(rows.map(({ id, ...decisions }) => [id, decisions]));
}
