import type { TenantClient } from "@counterfoil/db/database";

export type Hole = {
  kind: "invoice" | "creditmemo";
  magentoId: number;
  /** Behind the last one seen: there may rightly be nothing yet, so a "no" is not remembered. */
  isBehindLast: boolean;
};

/** How many ids behind the last one seen are asked for. */
const BEHIND_LAST = 3;
/** Of one jump in a store's ids only so many, the nearest, are taken for documents we missed. */
const JUMP = 10_000;

/**
 * The ids to ask a store for now: those behind the last seen, then gaps, least asked and newest first. Nothing before the
 * first seen: a store's history is not asked for. Gaps are written down once, when the ids around them have been seen.
 */
export async function listHoles(client: TenantClient, storeId: string, limit: number): Promise<Hole[]> {
  await client.query("SELECT 1 FROM id_series WHERE store_id = $1 ORDER BY kind FOR UPDATE", [storeId]);
  await client.query(
    `INSERT INTO hole (tenant_id, store_id, kind, magento_id, next_ask_at)
     SELECT current_setting('app.tenant_id')::uuid, $1, s.kind, s.id, now()
     FROM (SELECT kind, generate_series(greatest(scanned_to + 1, last_id - $2), last_id) AS id FROM id_series
           WHERE store_id = $1 AND scanned_to < last_id
           UNION ALL
           SELECT kind, generate_series(first_id, least(scanned_from - 1, first_id + $2)) FROM id_series
           WHERE store_id = $1 AND first_id < scanned_from) s
     WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.store_id = $1 AND e.name = ANY (${NAMES_OF("s.kind")}) AND e.magento_entity_id = s.id)
     ON CONFLICT DO NOTHING`,
    [storeId, JUMP],
  );
  await client.query(
    `UPDATE id_series SET scanned_from = first_id, scanned_to = last_id
     WHERE store_id = $1 AND (scanned_from > first_id OR scanned_to < last_id)`,
    [storeId],
  );
  // Announced after all, only late.
  await client.query(
    `DELETE FROM hole h WHERE h.store_id = $1 AND h.next_ask_at IS NOT NULL
       AND EXISTS (SELECT 1 FROM event e WHERE e.store_id = $1 AND e.name = ANY (${NAMES_OF("h.kind")}) AND e.magento_entity_id = h.magento_id)`,
    [storeId],
  );
  const { rows } = await client.query<Hole>(
    `SELECT * FROM (
       SELECT kind, (last_id + n)::float8 AS "magentoId", true AS "isBehindLast" FROM id_series, generate_series(1, ${BEHIND_LAST}) n
       WHERE store_id = $1 ORDER BY kind DESC, n
     ) behind
     UNION ALL
     SELECT * FROM (
       SELECT kind, magento_id::float8, false FROM hole WHERE store_id = $1 AND next_ask_at <= now()
       ORDER BY tries, magento_id DESC LIMIT $2
     ) gaps`,
    [storeId, limit],
  );
  return rows;
}

/** Real gaps are common in Magento: after a few answers of "no" one is left alone. */
export async function noteMisses(
  client: TenantClient,
  storeId: string,
  input: { misses: readonly Hole[]; againAfterMs: readonly number[] },
): Promise<void> {
  const gaps = input.misses.filter((hole) => !hole.isBehindLast);
  if (gaps.length === 0) return;
  await client.query(
    `UPDATE hole h SET tries = h.tries + 1, next_ask_at = now() + ($3::float8[])[h.tries + 1] * interval '1 ms'
     FROM jsonb_to_recordset($2) AS t (kind text, "magentoId" bigint)
     WHERE h.store_id = $1 AND h.kind = t.kind AND h.magento_id = t."magentoId"`,
    [storeId, JSON.stringify(gaps), input.againAfterMs],
  );
}

const NAMES_OF = (kind: string) =>
  `CASE ${kind} WHEN 'invoice' THEN ARRAY['invoice.created', 'invoice.paid'] ELSE ARRAY['creditmemo.created'] END`;
